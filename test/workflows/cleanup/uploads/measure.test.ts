import { measure } from '../../../../workflows/cleanup/uploads/measure.ts';
import { UPLOADS_POLICY } from '../../../../workflows/durable/policies.ts';
import { showingTrouble } from '../../../../workflows/durable/trouble/outage.ts';
import { jobOf } from '../../support/job-of.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';
import { listedOf, uploadOf } from '../../support/uploads.ts';

const sumOf = (prefix: string, bytes: number) => ({
  prefix,
  uploads: 1,
  parts: 2,
  bytes,
  oldest: '2026-01-01T00:00:00Z',
});
const nothing = { active: [], byPrefix: [], problems: [], requests: {} };
const measuring = { measure: true } as const;

describe('what uploads hold', () => {
  it('is asked of one activity before their first abort, and added up', async () => {
    const found = { ...nothing, byPrefix: [sumOf('a/', 5)], requests: { listParts: 1 }, dialect: ['no-versions'] };
    const temporal = new OutsideTemporal({ inspectUploads: () => found });
    const job = jobOf({
      input: { ...measuring, idleFor: '1h', limits: { concurrency: 7 } },
      state: { byPrefix: [sumOf('a/', 10)] },
    });
    await temporal.end(measure(job, [uploadOf('a/1'), uploadOf('a/2')]));

    expect(temporal.calls).toEqual([
      {
        type: 'inspectUploads',
        options: expect.objectContaining({
          ...showingTrouble({}, UPLOADS_POLICY),
          summary: 'inspect 2 uploads, a/1 … a/2',
        }),
        input: {
          target: { connection: 'default', bucket: 'photos' },
          uploads: [listedOf('a/1'), listedOf('a/2')],
          activeSince: '2026-01-31T23:00:00.000Z',
          measure: true,
          limits: { concurrency: 7 },
        },
      },
    ]);
    expect(job.state.byPrefix).toMatchObject([{ prefix: 'a/', uploads: 2, parts: 4, bytes: 15 }]);
    expect(job.state).toMatchObject({ requests: { listParts: 1 }, dialect: ['no-versions'] });
  });

  it('is noted of each for a record, where it is known', async () => {
    const found = { ...nothing, byPrefix: [sumOf('a/', 5)], bytes: [5, null] };
    const temporal = new OutsideTemporal({ inspectUploads: () => found });
    const job = jobOf({ input: measuring, state: { record: { at: 'folder:photos/run/', objects: 0, lines: 0 } } });
    const uploads = [uploadOf('a/1'), uploadOf('a/2')];
    await temporal.end(measure(job, uploads));

    expect(temporal.asked('inspectUploads')[0]).toMatchObject({ each: true });
    expect(uploads.map(({ bytes }) => bytes)).toEqual([5, undefined]);
  });

  it('is not asked where nobody wants to know', async () => {
    const temporal = new OutsideTemporal();
    await temporal.end(measure(jobOf(), [uploadOf('a')]));

    expect(temporal.calls).toEqual([]);
  });

  it('is not asked of those that come back: it was counted before', async () => {
    const temporal = new OutsideTemporal({ inspectUploads: () => nothing });
    await temporal.end(measure(jobOf({ input: measuring }), [uploadOf('a', { isBack: true }), uploadOf('b')]));

    expect(temporal.asked('inspectUploads').map(({ uploads }) => uploads)).toEqual([[listedOf('b')]]);
  });

  it('is asked again of what an interrupted activity left', async () => {
    const answers = [{ ...nothing, left: [1] }];
    const temporal = new OutsideTemporal({ inspectUploads: () => answers.shift() ?? nothing });
    await temporal.end(measure(jobOf({ input: measuring }), [uploadOf('a'), uploadOf('b')]));

    expect(temporal.asked('inspectUploads').map(({ uploads }) => uploads.length)).toEqual([2, 1]);
  });
});
