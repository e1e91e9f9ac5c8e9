import { stripVTControlCharacters } from 'node:util';
import type { CleanupSnapshot } from '../../../client/snapshot.ts';
import type { Io } from '../../io.ts';
import { columnsOf } from '../width.ts';
import { fleetLine, fleetTable } from './fleet-progress.ts';
import type { LineStyle } from './line-layout.ts';
import { progressLine } from './progress-line.ts';

/** Shows on stderr how far a job is. */
export interface Progress {
  show(snapshot: CleanupSnapshot): void;
  /** A line of its own, above the live one. */
  note(line: string): void;
  close(): void;
}

const REDRAW_EVERY_MS = 1_000;
const PLAIN_EVERY_MS = 5_000;
const PLAIN_UNCHANGED_EVERY_MS = 60_000;
const CLEAR_LINE = '\r\u001b[2K';
const UP = '\u001b[1A';

/**
 * On a terminal: a live line, several for a fleet. Elsewhere: a plain line every 5 s, and whenever the phase or the
 * trouble changes.
 */
export function openProgress({ stderr, env }: Pick<Io, 'stderr' | 'env'>, job?: FollowedJob): Progress {
  return stderr.isTTY && env.TERM !== 'dumb' ? liveProgress(stderr, !env.NO_COLOR, job) : plainProgress(stderr, job);
}

export interface FollowedJob {
  workflowId: string;
  /** The command line that ends a pause. */
  resume: string;
}

function liveProgress(stderr: Io['stderr'], color: boolean, job?: FollowedJob): Progress {
  let last: CleanupSnapshot | undefined = job && unknown(job);
  let drawn = '';
  const since = Date.now();
  const clearDrawn = () => clear(drawn, stderr.columns);
  const draw = () => {
    if (!last) return;
    // One column stays free because a full line makes some terminals wrap.
    const style = { width: (stderr.columns || 80) - 1, color, now: Date.now(), since, ...resumeOf(job) };
    const text = liveText(last, style);
    stderr.write(clearDrawn() + firstLines(text, stderr.rows));
    drawn = firstLines(text, stderr.rows);
  };
  draw();
  // The countdowns go on between two looks at the job.
  const timer = setInterval(draw, REDRAW_EVERY_MS);
  return {
    show(snapshot) {
      if (snapshot.state !== 'running') return;
      last = {
        ...(last?.fleet && { fleet: last.fleet }),
        ...snapshot,
        status: snapshot.status ?? last?.status ?? null,
      };
      draw();
    },
    note(line) {
      stderr.write(`${last ? clearDrawn() : ''}${line}\n`);
      drawn = '';
      draw();
    },
    close() {
      clearInterval(timer);
      if (last) stderr.write(clearDrawn());
      last = undefined;
    },
  };
}

/** A job before the first look at it. */
function unknown({ workflowId }: FollowedJob): CleanupSnapshot {
  return { workflowId, runId: '', state: 'running', status: null, trouble: null };
}

function resumeOf(job: FollowedJob | undefined): Pick<LineStyle, 'resume'> {
  return job ? { resume: job.resume } : {};
}

function liveText(snapshot: CleanupSnapshot, style: LineStyle): string {
  const { fleet, trouble } = snapshot;
  if (!fleet) return progressLine(snapshot, style);
  const troubled = trouble ? `\n${progressLine({ ...snapshot, status: null }, style)}` : '';
  return fleetTable(fleet, style) + troubled;
}

/** The lines that fit into a low window. The cursor cannot go up beyond its top. */
function firstLines(text: string, rows = Number.POSITIVE_INFINITY): string {
  return rows > 0 ? text.split('\n').slice(0, rows).join('\n') : text;
}

/**
 * Clears what was drawn; the cursor is in its last line. A window that was made narrower since then has wrapped the
 * lines.
 */
function clear(drawn: string, columns = Number.POSITIVE_INFINITY): string {
  const rows = drawn
    .split('\n')
    .map((line) => Math.ceil(columnsOf(stripVTControlCharacters(line)) / (columns || 80)) || 1);
  return CLEAR_LINE + `${UP}${CLEAR_LINE}`.repeat(rows.reduce((sum, taken) => sum + taken, -1));
}

function plainProgress(stderr: Io['stderr'], job?: FollowedJob): Progress {
  let shownAt = Number.NEGATIVE_INFINITY;
  let shownNews = '';
  let shownLine = '';
  return {
    show(snapshot) {
      if (snapshot.state !== 'running') return;
      const now = Date.now();
      const { phase, paused } = snapshot.status ?? snapshot.fleet?.status ?? {};
      const news = `${phase} ${paused} ${snapshot.trouble?.kind}`;
      const line = plainText(snapshot, { color: false, now, ...resumeOf(job) });
      const pause = line === shownLine ? PLAIN_UNCHANGED_EVERY_MS : PLAIN_EVERY_MS;
      if (news === shownNews && now - shownAt < pause) return;
      stderr.write(`${line}\n`);
      [shownAt, shownNews, shownLine] = [now, news, line];
    },
    note: (line) => stderr.write(`${line}\n`),
    close() {},
  };
}

function plainText(snapshot: CleanupSnapshot, style: LineStyle): string {
  const { fleet, trouble } = snapshot;
  if (!fleet) return progressLine(snapshot, style);
  const troubled = trouble ? `  ${progressLine({ ...snapshot, status: null }, style)}` : '';
  return fleetLine(fleet) + troubled;
}
