import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Of the time that the JavaScript threads of a process were busy. */
export interface Share {
  where: string;
  /** 0 to 1. */
  share: number;
}

/** Of a .cpuprofile, what is used here; times in microseconds. */
interface CpuProfile {
  nodes: Array<{ id: number; callFrame: { functionName: string; url: string } }>;
  samples: number[];
  timeDeltas: number[];
}

const AT_LEAST = 0.01;

/** Self time of each package, of this package's folders, of Node's modules and of garbage collection; small ones as one. */
export async function sharesOf(folder: string): Promise<Share[]> {
  const totals = new Map<string, number>();
  for (const file of await readdir(folder)) {
    addTo(totals, JSON.parse(await readFile(join(folder, file), 'utf8')));
  }
  const all = [...totals.values()].reduce((sum, ms) => sum + ms, 0);
  const shares = Array.from(totals, ([where, ms]) => ({ where, share: ms / all })).sort((a, b) => b.share - a.share);
  const large = shares.filter(({ share }) => share >= AT_LEAST);
  const small = shares.slice(large.length).reduce((sum, { share }) => sum + share, 0);
  return [...large, { where: 'everything else', share: small }];
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
  return /dist-bench\/(?!worker\/workflows\/)(\w+)/.exec(url)?.[1] ?? 'workflow sandbox';
}
