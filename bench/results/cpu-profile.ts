import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** CPU time by package, over all JavaScript threads of a process. */
export interface Share {
  where: string;
  ms: number;
}

/** Of a .cpuprofile, what is used here; times in microseconds. */
interface CpuProfile {
  nodes: Array<{ id: number; callFrame: { functionName: string; url: string } }>;
  samples: number[];
  timeDeltas: number[];
}

const AT_LEAST = 0.005;

/** Self time of each package, of this package's folders, of Node's modules and of garbage collection; small ones as one. */
export async function sharesOf(folder: string): Promise<Share[]> {
  const totals = new Map<string, number>();
  for (const file of await readdir(folder)) {
    addTo(totals, JSON.parse(await readFile(join(folder, file), 'utf8')));
  }
  const all = [...totals.values()].reduce((sum, ms) => sum + ms, 0);
  const shares = Array.from(totals, ([where, ms]) => ({ where, ms })).sort((a, b) => b.ms - a.ms);
  const large = shares.filter(({ ms }) => ms >= all * AT_LEAST);
  const small = shares.slice(large.length).reduce((sum, { ms }) => sum + ms, 0);
  return [...large, { where: 'everything else', ms: small }];
}

function addTo(totals: Map<string, number>, { nodes, samples, timeDeltas }: CpuProfile): void {
  const wheres = new Map(nodes.map(({ id, callFrame }) => [id, whereIs(callFrame)]));
  for (const [index, id] of samples.entries()) {
    const where = wheres.get(id);
    if (where === undefined) continue;
    totals.set(where, (totals.get(where) ?? 0) + (timeDeltas[index] ?? 0) / 1_000);
  }
}

function whereIs({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string | undefined {
  if (functionName === '(idle)') return undefined;
  if (functionName.startsWith('(')) return functionName;
  const module = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(url)?.[1];
  if (module) return module;
  if (url === '') return 'native functions';
  if (url.startsWith('node:')) return `node:${/^node:(?:internal\/)?_?([a-z]+)/.exec(url)?.[1]}`;
  return /dist-bench\/(\w+)/.exec(url)?.[1] ?? 'workflow sandbox';
}
