import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { eventually } from '../support/poll.ts';
import type { Finished, Started } from '../support/processes.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';
import { byContainer } from '../support/way-there/credential-sources.ts';
import { LocalServer } from '../support/way-there/local-server.ts';
import { Person } from './support/person.ts';

let temporal: TestTemporal;
let s3: SimulatedS3;
/** The agent of the worker's container. Its credentials are good for seconds. */
let agent: LocalServer;
let person: Person;
let worker: Started;
let isWell = true;

beforeAll(async () => {
  [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start()]);
  agent = await LocalServer.start(() =>
    isWell
      ? byContainer('CONTAINER', new Date(Date.now() + 1_000).toISOString())
      : { status: 500, body: 'out of order' },
  );
  person = await Person.withVariables({
    ...temporal.variables,
    AWS_REGION: String(s3.clientConfig().region),
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent.url}/role`,
  });
  worker = person.starts(['worker', '--endpoint-url', s3.endpoint, '--force-path-style', '--processes', '1']);
  await eventually(() => worker.output.stderr.includes('polling') || worker.child.exitCode !== null);
});
afterAll(async () => {
  worker.child.kill('SIGTERM');
  await worker.finished;
  await Promise.all([temporal.stop(), s3.stop(), agent.stop(), person.leaves()]);
});

function bucket(name: string, uploads: number): void {
  s3.createBucket(name);
  s3.seedUploads(name, uploads, (n) => ({ key: `${10_000 + n}`, parts: [{ size: 1 }] }));
}

const QUICK = ['--all', '--settle', '100ms', '--quiet-period', '100ms', '--json'];
const start = (name: string, ...flags: string[]) => person.starts(['start', name, ...QUICK, '--follow', ...flags]);
const statusOf = async (name: string) => {
  const { stdout } = await person.runs(['status', `s3-cleanup/${name}`, '--json']);
  return JSON.parse(stdout);
};

/** What the page of a job in Temporal's UI says on top. */
async function currentDetails(name: string): Promise<string> {
  const handle = temporal.env.client.workflow.getHandle(`s3-cleanup/${name}`);
  const { currentDetails: page } = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return page ?? '';
}

describe('a job whose worker loses the source of its credentials', () => {
  let first: Finished;
  let middle: Finished;
  let never: Finished;
  let page: string;
  let troubleTold: unknown;
  let secondsOfNever: number;

  /** What takes time goes on at once: the first listing, the middle of a job, and a job that S3 never answers. */
  beforeAll(async () => {
    bucket('first', 5);
    bucket('middle', 300);
    bucket('never', 5);
    isWell = false;
    const begunFirst = start('first');
    await eventually(() => begunFirst.output.stderr.includes('CredentialsUnavailable'));
    isWell = true;
    first = await begunFirst.finished;

    const begunMiddle = start('middle', '--requests-per-second', '40');
    await eventually(() => s3.uploads('middle').length < 280);
    isWell = false;
    // Within their second the last good credentials would still do for a small job.
    await eventually(() => worker.output.stderr.includes('there are no credentials bucket=middle'));
    const begun = Date.now();
    const ended = start('never').finished.then((finished) => {
      secondsOfNever = (Date.now() - begun) / 1_000;
      return finished;
    });
    page = await eventually(async () => /no request gets through[^\n]*/.exec(await currentDetails('middle'))?.[0]);
    troubleTold = (await statusOf('middle')).status.trouble;
    never = await ended;
    isWell = true;
    middle = await begunMiddle.finished;
  });

  it('at the first listing rides it out, and is clean', () => {
    expect(JSON.parse(first.stdout)).toMatchObject({ outcome: 'clean', uploads: { gone: 5 } });
  });

  it('in the middle says so on its page, in the words of the source, and goes on when it is back', () => {
    expect(page).toContain('CredentialsUnavailable');
    expect(page).toContain('status: 500');
    expect(troubleTold).toMatchObject({ type: 'CredentialsUnavailable' });
    expect(JSON.parse(middle.stdout)).toMatchObject({ outcome: 'clean', uploads: { selected: 300, gone: 300 } });
  });

  it('before S3 has answered ends within a minute or so by the name of it, exit 1', () => {
    expect(never.code).toBe(1);
    expect(JSON.parse(never.stdout).error).toMatchObject({ type: 'CredentialsUnavailable' });
    const [last = ''] = never.stderr.trim().split('\n').slice(-1);
    expect(last).toContain('status: 500');
    expect(last).not.toMatch(/tried again|goes on/);
    // A minute on a quiet machine.
    expect(secondsOfNever).toBeLessThan(120);
  });
});
