import { ContinueAsNew } from '@temporalio/workflow';
import { show, showEnd, showFailure } from '../../../../workflows/cleanup/shown/current-details.ts';
import { failure } from '../../../../workflows/durable/failures.ts';
import { openSteering } from '../../../../workflows/durable/steering.ts';
import { jobOf } from '../../support/job-of.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';

const account = { selected: 9, gone: 4, unproven: 0, reaborted: 0, alreadyGone: 0 };
const asked = { searchAttributes: true } as const;

describe('the page of a job in the UI', () => {
  const pageOf = (changes: Parameters<typeof jobOf>[0]) => {
    const temporal = new OutsideTemporal();
    show(jobOf(changes));
    return temporal.currentDetails;
  };

  it('names the bucket and the prefix, and how far the job is', () => {
    const page = pageOf({ input: { prefix: 'raw/' }, state: { account } });

    expect(page).toMatch(/Cleaning/);
    expect(page).toMatch(/photos/);
    expect(page).toMatch(/raw\//);
    expect(page).toMatch(/proven gone/);
  });

  it('of a child names its keys', () => {
    expect(pageOf({ input: { range: { after: 'k', through: 'm' } } })).toMatch(/keys after `k` through `m`/);
    expect(pageOf({})).not.toMatch(/keys/);
  });

  it('of a dry run says that it aborts nothing', () => {
    expect(pageOf({ input: { dryRun: true } })).toMatch(/A dry run/);
    expect(pageOf({})).not.toMatch(/A dry run/);
  });

  it('says what stands in the way in an outage, in the words of the failure, and no more once S3 has answered', () => {
    const message = 'CredentialsUnavailable on ListMultipartUploads of photos: log in again, by aws sso login';
    const trouble = { type: 'CredentialsUnavailable', message, since: '2026-02-01T03:12:00Z' };

    expect(pageOf({ trouble })).toContain(message);
    expect(pageOf({ trouble })).toContain('03:12');
    expect(pageOf({})).not.toMatch(/gets through/);
  });

  it('leads to the children at work, also to one that is just being started', () => {
    const temporal = new OutsideTemporal();
    const ranges = new Map([
      ['range-1', { through: 'm', uploads: 7_000 }],
      ['range-2', { after: 'm' }],
    ]);
    const job = jobOf({ ranges });
    job.steering.children.set('range-1', { workflowId: 's3-cleanup:range-1/photos', signal: async () => {} });
    show(job);

    expect(temporal.currentDetails).toMatch(/s3-cleanup(:|%3A)range-1/);
    expect(temporal.currentDetails).toMatch(/about 7,000/);
    expect(temporal.currentDetails).toMatch(/\[range-2\]\([^)]*\/range-2/);
  });
});

describe('the end of a job', () => {
  const ended = (act: (job: ReturnType<typeof jobOf>) => void) => {
    const temporal = new OutsideTemporal();
    const phases: string[] = [];
    const job = jobOf({ input: asked });
    Object.assign(job, { steering: openSteering(job.state, () => phases.push(job.phase)) });
    act(job);
    return { temporal, job, phases };
  };

  it('is shown on its page, and in the list of workflows', () => {
    const { temporal, job, phases } = ended((job) => showEnd(job, { how: 'clean' }));

    expect(job).toMatchObject({ end: { how: 'clean' }, phase: 'done' });
    expect(phases).toEqual(['done']);
    expect(temporal.searchAttributes).toMatchObject({ S3CleanupPhase: 'clean' });
  });

  it('with a failure is shown with what that said', () => {
    const { temporal, job } = ended((job) => showFailure(job, failure('AccessDenied', 'grant it')));

    expect(job).toMatchObject({ end: { how: 'AccessDenied', message: 'grant it' }, phase: 'done' });
    expect(temporal.searchAttributes).toMatchObject({ S3CleanupPhase: 'AccessDenied' });
  });

  it('has not come where a new run goes on', () => {
    const { temporal, job } = ended((job) => showFailure(job, new ContinueAsNew({} as never, [] as never)));

    expect(job).toMatchObject({ end: { how: 'continued as a new run' }, phase: 'cleaning' });
    expect(temporal.searchAttributes).toEqual({});
    expect(temporal.currentDetails).toMatch(/Continued as a new run/);
  });
});
