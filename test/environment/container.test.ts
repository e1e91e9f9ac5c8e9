import { readFileSync } from 'node:fs';
import { eventually } from '../support/poll.ts';
import { processTree } from '../support/process-tree.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';
import { inContainer, type Quota } from './support/container.ts';
import { Person } from './support/person.ts';

const GIB = 2 ** 30;

let temporal: TestTemporal;
let person: Person;
beforeAll(async () => {
  temporal = await openTestNamespace();
  person = await Person.withVariables({
    ...temporal.variables,
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' },
  });
});
afterAll(() => Promise.all([temporal.stop(), person.leaves()]));

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

  it('of one CPU and 1 GiB has one process, which fits', async () => {
    const worker = person.starts(['worker'], await inContainer(person, { cpus: 1, memoryBytes: GIB }));
    await eventually(() => worker.output.stderr.includes('polling') || worker.child.exitCode !== null);

    const tree = processTree(worker.child.pid as number);
    const resident = tree.map(residentBytes).reduce((sum, bytes) => sum + bytes, 0);
    worker.child.kill('SIGTERM');
    const { code } = await worker.finished;

    expect(tree).toHaveLength(1);
    expect(resident).toBeLessThan(GIB);
    expect(code).toBe(0);
  });
});

function residentBytes(pid: number): number {
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
