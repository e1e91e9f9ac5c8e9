import { SERVERS, type ServerName } from '../../test/conformance/servers/index.ts';
import { type Contender, product } from '../contenders/index.ts';
import { mc } from '../contenders/mc.ts';
import { rclone } from '../contenders/rclone.ts';
import { ceiled, floored, textTable } from '../results/text-table.ts';
import { measureOnStore, type StoreRow } from '../store-bucket.ts';
import type { Mode } from './mode.ts';

const STORES: ServerName[] = ['MinIO', 'SeaweedFS'];
const REFERENCE = 'rclone';

/** This package beside rclone and mc, on servers that others wrote. Each row has a server of its own. */
export const stores: Mode = async ({ uploads = 4_000, rounds }) => {
  const contenders = [
    product('s3-cleanup, settle 0', uploads, { input: { settle: 0, keepCompleted: 'auto' } }),
    product('s3-cleanup, settle 0, --keep-completed never', uploads, { input: { settle: 0 } }),
    rclone(),
    mc(),
  ];
  for (const contender of contenders) await contender.prepare();
  const rows: StoreRow[] = [];
  for (const store of STORES) rows.push(...(await onStore(store, contenders, uploads, rounds)));
  return { text: tableOf(rows), result: { reference: REFERENCE, rows } };
};

/** By turns, so often; of each the row of the median rate. */
async function onStore(
  store: ServerName,
  contenders: Contender[],
  uploads: number,
  rounds: number,
): Promise<StoreRow[]> {
  const measured: StoreRow[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, contender] of contenders.entries()) {
      process.stderr.write(`${contender.name}: ${uploads} uploads on ${store}\n`);
      measured[at]?.push(await measureOnStore(contender, store, SERVERS[store], uploads));
    }
  }
  return measured.flatMap((rows) => rows.toSorted((a, b) => a.rate - b.rate)[Math.floor((rows.length - 1) / 2)] ?? []);
}

function tableOf(rows: StoreRow[]): string {
  const head = ['store', 'contender', 'verifies', 'uploads', 'uploads/s', 'ratio', 'CPU ms/upload'];
  const cells = rows.map((row) => {
    const { store, name, verifies, uploads, left, rate, cpuMsPerUpload } = row;
    const reference = rows.find((other) => other.store === store && other.name === REFERENCE && other.left === 0);
    return [
      store,
      name,
      verifies ? 'yes' : 'no',
      left === 0 ? uploads.toLocaleString('en-US') : `${uploads} (${left} left)`,
      floored(rate, rate < 100 ? 1 : 0),
      reference ? floored(rate / reference.rate, 2) : '–',
      ceiled(cpuMsPerUpload, 2),
    ];
  });
  return textTable(head, cells, 2);
}
