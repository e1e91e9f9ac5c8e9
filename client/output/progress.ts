import type { Io } from '../io.ts';
import type { CleanupSnapshot } from '../snapshot.ts';
import { fleetLine, fleetTable } from './fleet-progress.ts';
import { type LineStyle, progressLine } from './progress-line.ts';

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

/** A live line on a terminal, several for a fleet; elsewhere a plain line every 5 s, and whenever the phase or the trouble changes. */
export function openProgress({ stderr, env }: Pick<Io, 'stderr' | 'env'>): Progress {
  return stderr.isTTY && env.TERM !== 'dumb' ? liveProgress(stderr, !env.NO_COLOR) : plainProgress(stderr);
}

function liveProgress(stderr: Io['stderr'], color: boolean): Progress {
  let last: CleanupSnapshot | undefined;
  let drawn = '';
  const draw = () => {
    if (!last) return;
    // One column stays free: a full line makes some terminals wrap.
    const text = liveText(last, { width: (stderr.columns ?? 80) - 1, color, now: Date.now() });
    stderr.write(clear(drawn) + text);
    drawn = text;
  };
  // Between two looks at the job, the countdowns go on.
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
      stderr.write(`${last ? clear(drawn) : ''}${line}\n`);
      drawn = '';
      draw();
    },
    close() {
      clearInterval(timer);
      if (last) stderr.write(clear(drawn));
      last = undefined;
    },
  };
}

function liveText(snapshot: CleanupSnapshot, style: LineStyle): string {
  const { fleet, trouble } = snapshot;
  if (!fleet) return progressLine(snapshot, style);
  const troubled = trouble ? `\n${progressLine({ ...snapshot, status: null }, style)}` : '';
  return fleetTable(fleet, style) + troubled;
}

/** Clears what was drawn, which ends in the line of the cursor. */
function clear(drawn: string): string {
  return CLEAR_LINE + `${UP}${CLEAR_LINE}`.repeat(drawn.split('\n').length - 1);
}

function plainProgress(stderr: Io['stderr']): Progress {
  let shownAt = Number.NEGATIVE_INFINITY;
  let shownNews = '';
  let shownLine = '';
  return {
    show(snapshot) {
      if (snapshot.state !== 'running') return;
      const now = Date.now();
      const { phase, paused } = snapshot.status ?? snapshot.fleet?.status ?? {};
      const news = `${phase} ${paused} ${snapshot.trouble?.kind}`;
      const line = plainText(snapshot, now);
      const pause = line === shownLine ? PLAIN_UNCHANGED_EVERY_MS : PLAIN_EVERY_MS;
      if (news === shownNews && now - shownAt < pause) return;
      stderr.write(`${line}\n`);
      [shownAt, shownNews, shownLine] = [now, news, line];
    },
    note: (line) => stderr.write(`${line}\n`),
    close() {},
  };
}

function plainText(snapshot: CleanupSnapshot, now: number): string {
  const { fleet, trouble } = snapshot;
  if (!fleet) return progressLine(snapshot, { color: false, now });
  const troubled = trouble ? `  ${progressLine({ ...snapshot, status: null }, { color: false, now })}` : '';
  return fleetLine(fleet) + troubled;
}
