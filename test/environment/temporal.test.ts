import { randomUUID } from 'node:crypto';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { eventually } from '../support/poll.ts';
import type { Started } from '../support/processes.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';
import { LocalProxy } from '../support/way-there/local-proxy.ts';
import { Person } from './support/person.ts';
import { expectAsTitled } from './support/sentences.ts';

/** Hides payloads from whoever has not this module. */
const CONVERTER = `
const hidden = ({ metadata, data }) => ({ metadata: { ...metadata, encoding: Buffer.from('binary/hidden'),
  inner: metadata.encoding }, data: Uint8Array.from(data ?? [], (byte) => byte ^ 85) });
const shown = ({ metadata: { inner, ...metadata }, data }) => inner ? { metadata: { ...metadata, encoding: inner },
  data: Uint8Array.from(data ?? [], (byte) => byte ^ 85) } : { metadata, data };
exports.dataConverter = { payloadCodecs: [{ encode: async (them) => them.map(hidden), decode: async (them) => them.map(shown) }] };
`;

let temporal: TestTemporal;
let s3: SimulatedS3;
let person: Person;
let proxy: LocalProxy;
const workers: Started[] = [];

beforeAll(async () => {
  [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start()]);
  person = await Person.at(temporal, s3);
});
beforeEach(async () => {
  proxy = await LocalProxy.to(Number(temporal.address.split(':').at(-1)));
});
afterEach(async () => {
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all(workers.splice(0).map(({ finished }) => finished));
  await proxy.stop();
});
afterAll(async () => {
  await Promise.all([temporal.stop(), s3.stop(), person.leaves()]);
});

const BEYOND = { TEMPORAL_ADDRESS: 'temporal.test:7233' };

function bucket(): string {
  const name = `photos-${randomUUID()}`;
  s3.createBucket(name);
  s3.seedUpload(name, { key: 'a', parts: [{ size: 1 }] });
  return name;
}

async function worker(taskQueue: string, flags: string[], variables: Record<string, string> = {}): Promise<void> {
  const at = ['--endpoint-url', s3.endpoint, '--force-path-style', '--task-queue', taskQueue, '--processes', '1'];
  const started = person.starts(['worker', ...at, ...flags], variables);
  workers.push(started);
  await eventually(() => started.output.stderr.includes('polling') || started.child.exitCode !== null);
}

const starts = (taskQueue: string, flags: string[] = [], variables: Record<string, string> = {}) =>
  person.runs(
    ['start', bucket(), '--all', '--task-queue', taskQueue, '--settle', '100ms', '--quiet-period', '100ms', ...flags],
    variables,
  );

describe('a person behind a proxy', () => {
  it('runs a worker and a job on a Temporal beyond it', async () => {
    const behind = { ...BEYOND, HTTPS_PROXY: `http://me:secret@${proxy.address}` };
    await worker('beyond', [], behind);

    const job = await starts('beyond', ['--follow', '--json'], behind);

    expect(JSON.parse(job.stdout)).toMatchObject({ outcome: 'clean', uploads: { gone: 1 } });
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT temporal.test:7233']));
  });

  it.each(['https_proxy', 'http_proxy', 'grpc_proxy'])('reaches Temporal on this machine past %s', async (name) => {
    expect((await starts('nobody', [], { [name]: 'http://127.0.0.1:1' })).code).toBe(0);
  });

  it('sees the demo, all of which is on this machine', async () => {
    const nowhere = { https_proxy: 'http://127.0.0.1:1', http_proxy: 'http://127.0.0.1:1' };
    const own = { TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '' };

    expect((await person.runs(['demo', '--uploads', '20'], { ...nowhere, ...own })).code).toBe(0);
  });

  it('that forbids Temporal sees “Temporal cannot be reached at HOST through the proxy URL (HTTPS_PROXY”, exit 1', async () => {
    proxy.refuses = 403;
    const seen = await starts('nobody', [], { ...BEYOND, HTTPS_PROXY: `http://me:secret@${proxy.address}` });
    expectAsTitled(seen);
    expect(seen.stderr).not.toContain('secret');
  });
});

describe('a person', () => {
  it('without a server sees “Temporal cannot be reached at HOST: start a server”, exit 1', async () => {
    expectAsTitled(await starts('nobody', [], { TEMPORAL_ADDRESS: '127.0.0.1:1' }));
  });

  it('who asks in TLS a server without it sees “It was asked in TLS”, exit 1', async () => {
    expectAsTitled(await starts('nobody', ['--tls']));
  });

  it('who gives an API key to a server without TLS sees “It was asked in TLS, as an API key wants”, exit 1', async () => {
    expectAsTitled(await starts('nobody', ['--api-key', 'key']));
  });

  it('who mistypes the namespace sees “has no namespace NAME: name one that it has with --namespace”, exit 1', async () => {
    expectAsTitled(await starts('nobody', ['--namespace', 'mistyped']));
  });

  it('without the converter of the workers sees “--data-converter”, exit 2, and nothing is written', async () => {
    const converter = ['--data-converter', await person.write('converter.js', CONVERTER)];
    await worker('hidden', converter);

    const seen = await starts('hidden');

    expectAsTitled(seen);
    expect((await temporal.env.client.workflow.count("TaskQueue = 'hidden'")).count).toBe(0);
    const job = await starts('hidden', ['--follow', '--json', ...converter]);
    expect(JSON.parse(job.stdout)).toMatchObject({ outcome: 'clean' });
  });
});
