import { product } from '../contenders/index.ts';
import type { Row } from '../measure.ts';
import { tableOfRows } from '../results/rows.ts';
import { ceiled, textTable } from '../results/text-table.ts';
import { withTemporal, withTemporalOnFile, withTemporalOnPostgres } from '../rig/temporal.ts';
import { measureInRounds } from '../rounds.ts';
import type { Mode } from './mode.ts';

const REFERENCE = 'dev server, in memory';

const SERVERS = {
  [REFERENCE]: withTemporal,
  'dev server, database file': withTemporalOnFile,
  'cluster server, PostgreSQL': withTemporalOnPostgres,
};

/** The server that clusters run, on PostgreSQL, by turns with the dev server. */
export const production: Mode = async ({ uploads = 30_000, latencies = [20], rounds }) => {
  const contenders = Object.entries(SERVERS).map(([name, temporal]) =>
    product(name, uploads, { input: { settle: 0 }, temporal }),
  );
  const rows: Row[] = [];
  for (const latencyMs of latencies) {
    const measured = await measureInRounds(contenders, { latencyMs }, rounds);
    if (measured.failures[0]) throw new Error(measured.failures[0].why);
    rows.push(...measured.rows);
  }
  return {
    text: tableOfRows(rows, REFERENCE),
    further: { database: tableOfDatabases(rows) },
    result: { reference: REFERENCE, rows },
  };
};

function tableOfDatabases(rows: Row[]): string {
  const cells = rows.map(({ name, latencyMs, temporal }) => {
    const bytes = temporal?.databaseBytesPerUpload;
    return [`${latencyMs} ms`, name, bytes === undefined ? '–' : ceiled(bytes, 0)];
  });
  return textTable(['latency', 'contender', 'database B/upload'], cells, 2);
}
