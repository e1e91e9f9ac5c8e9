import { createServer } from 'node:net';
import { main } from '../../cli/main.ts';
import { recordedIo } from '../cli/support/recorded-io.ts';
import { Deployment } from '../support/deployment.ts';
import { runsOf, textOf } from '../support/histories.ts';

/** None of them means anything anywhere else. */
const CREDENTIALS = {
  accessKeyId: 'AKIARECOGNISABLE0001',
  secretAccessKey: 'recognisable-secret-0002',
  sessionToken: 'recognisable-token-0003',
};
const PASSWORD = 'recognisable-password-0004';
/** Of the sessions that the simulated S3 opens on directory buckets. */
const SESSION = ['SIMULATEDSESSION', 'simulated-session'];
/** What a request carries of them. */
const SIGNED = ['AWS4-HMAC-SHA256', 'Signature='];

const SECRETS = [...Object.values(CREDENTIALS), PASSWORD, ...SESSION, ...SIGNED];

describe('what is secret stays on the worker', () => {
  let deployment: Deployment;
  let metricsAddress: string;
  /** What is known of a job, and what the command said of it. */
  const told: Array<{ job: string; text: string }> = [];
  beforeAll(async () => {
    metricsAddress = `127.0.0.1:${await freePort()}`;
    deployment = await Deployment.begin({
      worker: { metricsAddress },
      connection: { credentials: CREDENTIALS },
      userinfo: `cleanup:${PASSWORD}`,
    });
  });
  afterAll(() => deployment.end());

  /** What went wrong in S3, and how the job ends. */
  const ENDS: Array<[string, (bucket: string) => void, number, string]> = [
    ['good', () => {}, 0, 'photos'],
    ['good-session', () => {}, 0, 'photos--use1-az4--x-s3'],
    ['denied', (bucket) => void deployment.s3.deny({ bucket }), 1, 'denied'],
    [
      'badly-signed',
      (bucket) => void deployment.s3.fail({ bucket, kind: { status: 403, code: 'SignatureDoesNotMatch' } }),
      1,
      'badly-signed',
    ],
    ['expired', (bucket) => void deployment.s3.fail({ bucket, kind: 'ExpiredToken', times: 5 }), 0, 'expired'],
    ['unreachable', (bucket) => void deployment.s3.fail({ bucket, kind: 'reset' }), 1, 'unreachable'],
    ['unreadable', (bucket) => void deployment.s3.fail({ bucket, kind: 'BadGateway' }), 1, 'unreadable'],
    [
      'stuck',
      (bucket) => void deployment.s3.behave({ bucket, abortsNeeded: Number.POSITIVE_INFINITY }),
      3,
      'stuck-bucket',
    ],
  ];

  it.each(ENDS)('in a job whose end is %s', async (name, prepare, exitCode, bucket) => {
    const { s3, temporal, taskQueue } = deployment;
    s3.createBucket(bucket);
    s3.seedUploads(bucket, 30, (n) => ({ key: `logs/${n}`, parts: [{ size: 5 }] }));
    prepare(bucket);
    const io = recordedIo();
    const waits = ['--settle', '100ms', '--quiet-period', '100ms', '--give-up-after', '1s'];
    const { address, namespace } = temporal;
    const where = ['--address', address, '--namespace', namespace, '--task-queue', taskQueue, '--workflow-id', name];

    const code = await main(['start', bucket, '--all', '--follow', '--json', ...waits, ...where], io);

    expect(code).toBe(exitCode);
    const history = await everythingAbout(deployment, name);
    told.push({ job: name, text: history + io.written.stdout + io.written.stderr });
    // A search that finds nothing at all would prove nothing.
    expect(history).toContain(bucket);
    expect(secretsIn(history + io.written.stdout + io.written.stderr)).toEqual([]);
  });

  it('in the logs of the worker, down to the last detail, and in its metrics', async () => {
    const metrics = await (await fetch(`http://${metricsAddress}/metrics`)).text();

    expect(metrics).toContain('temporal_');
    expect(metrics).toMatch(/^s3_cleanup_s3_requests.*denied/m);
    expect(metrics).toMatch(/^s3_cleanup_uploads_gone/m);
    expect(deployment.output).toContain('cleanupMultipartUploads');
    expect(secretsIn(metrics + deployment.output)).toEqual([]);
  });

  it('as do keys and upload IDs, where it comes to metrics', async () => {
    const metrics = await (await fetch(`http://${metricsAddress}/metrics`)).text();
    const uploadIds = deployment.s3.uploads('stuck-bucket').map(({ uploadId }) => uploadId);

    expect(uploadIds).toHaveLength(30);
    expect([...uploadIds, 'logs/'].filter((text) => metrics.includes(text))).toEqual([]);
  });

  it('as does where S3 is, but where nobody answers there: then the host is what to check', () => {
    const { host } = new URL(deployment.s3.endpoint);
    const tellHost = told.filter(({ text }) => text.includes(host)).map(({ job }) => job);

    expect(tellHost).toEqual(['unreachable']);
    expect(told.filter(({ text }) => text.includes(deployment.s3.endpoint))).toEqual([]);
  });
});

function secretsIn(text: string): string[] {
  return SECRETS.filter((secret) => text.includes(secret));
}

/** Events with all payloads, memo, search attributes and user metadata. */
async function everythingAbout({ temporal }: Deployment, workflowId: string): Promise<string> {
  const handle = temporal.env.client.workflow.getHandle(workflowId);
  const description = await handle.describe();
  const runs = await runsOf(temporal, workflowId, description.runId);
  return textOf(runs) + textOf(description.raw);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
