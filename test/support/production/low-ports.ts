import { randomInt } from 'node:crypto';
import { isFree } from '../../../temporal-server/ports.ts';

/** Those from which a system picks begin above it. Temporal's tables for PostgreSQL hold ports as `smallint`. */
const HIGHEST = 32_767;

/** Different free ports of 127.0.0.1 that Temporal can write into its tables. Nothing reserves them: bind soon. */
export async function freeLowPorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(10_000, HIGHEST + 1);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}
