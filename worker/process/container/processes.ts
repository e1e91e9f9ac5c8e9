import { availableParallelism, totalmem } from 'node:os';
import { type ContainerLimits, containerLimits } from './limits.ts';

const MIB = 1_024 ** 2;

/** A process at work takes 350 MB (docs/performance.md). The rest is for the kernel's part of its connections. */
const PROCESS_BYTES = 400 * MIB;

/** What starts the processes and watches them. */
const SUPERVISOR_BYTES = 100 * MIB;

interface Machine {
  cores: number;
  memoryBytes: number;
}

/** How many processes a worker has unless it is told: one for each core, as many as there is memory for, at least one. */
export function processesByDefault(
  limits: ContainerLimits = limitsAtStart(),
  machine: Machine = { cores: availableParallelism(), memoryBytes: totalmem() },
): number {
  const cores = Math.min(machine.cores, limits.cores ?? Number.POSITIVE_INFINITY);
  const memoryBytes = Math.min(machine.memoryBytes, limits.memoryBytes ?? Number.POSITIVE_INFINITY);
  return Math.max(1, Math.floor(Math.min(cores, (memoryBytes - SUPERVISOR_BYTES) / PROCESS_BYTES)));
}

let atStart: ContainerLimits | undefined;

/** Read once: a command asks for its defaults whenever it is parsed. */
function limitsAtStart(): ContainerLimits {
  atStart ??= containerLimits();
  return atStart;
}
