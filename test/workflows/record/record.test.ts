import { openRecord } from '../../../workflows/record/record.ts';
import { jobOf } from '../support/job-of.ts';
import { OutsideTemporal } from '../support/outside-temporal.ts';

it('the pace of the bucket of a record is told to nobody: it says nothing of the bucket that is cleaned', async () => {
  const pace = { worker: 'one', told: 1, perSecond: 20 };
  const temporal = new OutsideTemporal(
    { openRecord: () => ({ requests: { putObject: 1 }, pace }) },
    { firstExecutionRunId: 'run' },
  );
  const { input, state, steering, request } = jobOf();
  const job = { input, ...request.target, startedAt: state.startedAt, steering, requests: state.requests };
  await temporal.end(openRecord({ ...job, url: 's3://audit/', isFirstContact: false }));

  expect(temporal.asked('openRecord')).toHaveLength(1);
  expect(state.requests.putObject).toBe(1);
  expect(steering.paces.latest).toEqual({});
});
