import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { containerLimits } from '../../../../worker/process/container/limits.ts';
import { type TempFolder, tempFolder } from '../../../support/temp-folder.ts';

describe('the limits of the container', () => {
  let root: TempFolder;
  beforeEach(async () => {
    root = await tempFolder();
  });
  afterEach(() => root.remove());

  /** A machine with these files. */
  function machine(files: Record<string, string>): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(root.path, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${text}\n`);
    }
    return root.path;
  }

  it.each<[string, Record<string, string>, object]>([
    [
      'cgroups of version 2, as a container sees its own',
      {
        'proc/self/cgroup': '0::/',
        'sys/fs/cgroup/cpu.max': '150000 100000',
        'sys/fs/cgroup/memory.max': '536870912',
      },
      { cores: 1.5, memoryBytes: 536_870_912 },
    ],
    [
      'cgroups of version 2, the least on the way up',
      {
        'proc/self/cgroup': '0::/kubepods/pod7/worker',
        'sys/fs/cgroup/kubepods/cpu.max': 'max 100000',
        'sys/fs/cgroup/kubepods/pod7/cpu.max': '200000 100000',
        'sys/fs/cgroup/kubepods/pod7/worker/cpu.max': '400000 100000',
        'sys/fs/cgroup/kubepods/memory.max': '8589934592',
        'sys/fs/cgroup/kubepods/pod7/worker/memory.max': 'max',
      },
      { cores: 2, memoryBytes: 8_589_934_592 },
    ],
    [
      'cgroups of version 2 without a limit',
      { 'proc/self/cgroup': '0::/', 'sys/fs/cgroup/cpu.max': 'max 100000', 'sys/fs/cgroup/memory.max': 'max' },
      {},
    ],
    [
      'cgroups of version 1, whose own folder the container sees as the root',
      {
        'proc/self/cgroup': '5:memory:/docker/7f\n4:cpu,cpuacct:/docker/7f\n0::/docker/7f',
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '50000',
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': '268435456',
      },
      { cores: 0.5, memoryBytes: 268_435_456 },
    ],
    [
      'cgroups of version 1 without a quota',
      {
        'proc/self/cgroup': '4:cpu,cpuacct:/user.slice',
        'sys/fs/cgroup/cpu,cpuacct/user.slice/cpu.cfs_quota_us': '-1',
        'sys/fs/cgroup/cpu,cpuacct/user.slice/cpu.cfs_period_us': '100000',
      },
      {},
    ],
    ['no Linux', {}, {}],
  ])('are those of %s', (_, files, limits) => {
    expect(containerLimits(machine(files))).toEqual(limits);
  });
});
