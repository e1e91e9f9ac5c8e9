import { processesByDefault } from '../../../../worker/process/container/processes.ts';

const GIB = 1_024 ** 3;
const HOST = { cores: 64, memoryBytes: 256 * GIB };

describe('how many processes a worker has by default', () => {
  it.each([
    ['one for each core of a machine without limits', {}, 64],
    ['the CPU quota of a container, not the cores of its host', { cores: 2 }, 2],
    ['no more than whole cores', { cores: 3.5 }, 3],
    ['one in half a core', { cores: 0.5 }, 1],
    ['one in 512 MiB', { cores: 4, memoryBytes: GIB / 2 }, 1],
    ['two in 1 GiB', { cores: 4, memoryBytes: GIB }, 2],
    ['one where there is hardly any memory', { memoryBytes: GIB / 8 }, 1],
  ])('%s', (_, limits, processes) => {
    expect(processesByDefault(limits, HOST)).toBe(processes);
  });

  it('what a small machine has memory for', () => {
    expect(processesByDefault({}, { cores: 8, memoryBytes: 2 * GIB })).toBe(4);
  });
});
