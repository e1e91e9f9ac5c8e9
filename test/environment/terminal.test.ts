import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from '../../cli/output/width.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { eventually } from '../support/poll.ts';
import type { Finished, Started } from '../support/processes.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';
import { Person } from './support/person.ts';
import { asPattern } from './support/sentences.ts';

const KEY = 'backups/2026-01-31/database-dump-0001.tar.zst';
const IN_TROUBLE = /attempt \d+, |in trouble for /;
const COLUMNS = [80, 60];

let temporal: TestTemporal;
let s3: SimulatedS3;
let person: Person;
let worker: Started;
/** What each terminal has drawn, one line after the other: while uploads remain, in an outage, and after it. */
let drawn: Array<{ remaining: string[]; trouble: string[]; after: string[]; ended: Finished }>;

beforeAll(async () => {
  [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start()]);
  person = await Person.at(temporal, s3);
  worker = person.starts(['worker', '--endpoint-url', s3.endpoint, '--force-path-style', '--processes', '1']);
  await eventually(() => worker.output.stderr.includes('polling') || worker.child.exitCode !== null);
  s3.createBucket('photos');
  s3.seedUploads('photos', 3, () => ({ key: KEY, parts: [{ size: 1 }], abortsNeeded: 1_000 }));

  const quick = ['--all', '--settle', '100ms', '--quiet-period', '100ms', '--give-up-after', '60s'];
  await person.runs(['start', 'photos', ...quick]);
  const terminals = COLUMNS.map((columns) => person.startsOnTerminal(columns, ['follow', 's3-cleanup/photos']));
  const everyTerminal = (shows: RegExp, from: number[] = []) =>
    eventually(() =>
      terminals.every((terminal, at) =>
        linesOf(terminal)
          .slice(from[at])
          .some((line) => shows.test(line)),
      ),
    );
  const places = () => terminals.map((terminal) => linesOf(terminal).length);

  await everyTerminal(/next in/);
  const outAt = places();
  await s3.outage(true);
  await everyTerminal(IN_TROUBLE, outAt);
  await s3.outage(false);
  const backAt = places();
  await everyTerminal(/next in/, backAt);
  const ended = await Promise.all(terminals.map(({ finished }) => finished));
  drawn = terminals.map((terminal, at) => {
    const lines = linesOf(terminal);
    return {
      remaining: lines.slice(0, outAt[at]),
      trouble: lines.slice(outAt[at], backAt[at]),
      after: lines.slice(backAt[at]),
      ended: ended[at] as Finished,
    };
  });
});
afterAll(async () => {
  worker.child.kill('SIGTERM');
  await worker.finished;
  await Promise.all([temporal.stop(), s3.stop(), person.leaves()]);
});

/** Each begins where the one before is cleared. */
function linesOf({ output: { stdout } }: Started): string[] {
  return stdout.split('\r\u001b[2K').map((line) => stripVTControlCharacters(line));
}

describe.each(COLUMNS.map((columns, at) => ({ columns, at })))(
  'a person who follows a job on a terminal of $columns columns',
  ({ columns, at }) => {
    const seen = () => drawn[at] as (typeof drawn)[number];

    it('sees “next in … gives up in …” and the reason, while uploads remain', () => {
      const sentence = asPattern('next in … gives up in … 3 PartsRemain');

      expect(seen().remaining.filter((line) => sentence.test(line))).not.toEqual([]);
    });

    it('sees “attempt …” or “in trouble for …” in an outage, and why, and no more of it afterwards', () => {
      const told = seen().trouble.filter((line) => IN_TROUBLE.test(line));

      expect(told).not.toEqual([]);
      for (const line of told) expect(line).toMatch(/(?:attempt \d+, .*|in trouble for [^:]*): \S{5}/);
      const [first = ''] = seen().after.filter((line) => /next in/.test(line));
      expect(first).not.toMatch(IN_TROUBLE);
    });

    it('sees lines that fit', () => {
      const { remaining, trouble } = seen();
      for (const line of [...remaining, ...trouble]) expect(columnsOf(line.trimEnd())).toBeLessThan(columns);
    });

    it('sees the names of what remains in one piece', () => {
      const { ended } = seen();

      expect(ended.stdout).toContain(KEY);
      expect(ended.code).toBe(3);
    });
  },
);
