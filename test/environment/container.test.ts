import { readFileSync } from 'node:fs';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { eventually } from '../support/poll.ts';
import { processTree } from '../support/process-tree.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';
import { inContainer, type Quota } from './support/container.ts';
import { Person } from './support/person.ts';

const GIB = 2 ** 30;

let temporal: TestTemporal;
let s3: SimulatedS3;
let person: Person;
beforeAll(async () => {
  [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start()]);
  person = await Person.at(temporal, s3);
});
afterAll(() => Promise.all([temporal.stop(), s3.stop(), person.leaves()]));

describe('a person who runs a worker in a container, on a host of 32 cores,', () => {
  it.each<[string, Quota, number]>([
    ['with one CPU and 1 GiB', { cpus: 1, memoryBytes: GIB }, 1],
    ['with half a CPU', { cpus: 0.5 }, 1],
    ['with four CPUs, of which 1 GiB has room for two processes', { cpus: 4, memoryBytes: GIB }, 2],
    ['without a limit', {}, 32],
  ])('%s gets %o: so many processes', async (_, quota, processes) => {
    const { stdout } = await person.runs(['worker', '--help'], await inContainer(person, quota));

    expect(/how many processes work[^)]*\(default: (\d+)\)/.exec(stdout)?.[1]).toBe(String(processes));
  });

  it('of one CPU and 1 GiB, without a home and a file system to write to, cleans in one process, which fits', async () => {
    s3.createBucket('photos');
    s3.seedUploads('photos', 200, (n) => ({ key: `${n}`, parts: [{ size: 1 }] }));
    const container = await inContainer(person, { cpus: 1, memoryBytes: GIB, readOnly: true });
    const worker = person.starts(['worker', '--endpoint-url', s3.endpoint, '--force-path-style'], container);
    await eventually(() => worker.output.stderr.includes('polling') || worker.child.exitCode !== null);

    const waits = ['--settle', '100ms', '--quiet-period', '100ms'];
    const job = await person.runs(['start', 'photos', '--all', ...waits, '--follow', '--json'], container);
    const tree = processTree(worker.child.pid as number);
    const resident = tree.map(residentBytes).reduce((sum, bytes) => sum + bytes, 0);
    worker.child.kill('SIGTERM');
    const { code } = await worker.finished;

    expect(JSON.parse(job.stdout)).toMatchObject({ outcome: 'clean', uploads: { gone: 200 } });
    expect(tree).toHaveLength(1);
    expect(resident).toBeLessThan(GIB);
    expect(code).toBe(0);
  });
});

function residentBytes(pid: number): number {
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
