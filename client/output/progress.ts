import type { Io } from '../io.ts';
import type { CleanupSnapshot } from '../snapshot.ts';
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
const CLEAR_LINE = '\r\u001b[2K';

/** One live line on a terminal; elsewhere a plain line every 5 s, and whenever the phase or the trouble changes. */
export function openProgress({ stderr, env }: Pick<Io, 'stderr' | 'env'>): Progress {
  return stderr.isTTY && env.TERM !== 'dumb' ? liveProgress(stderr, !env.NO_COLOR) : plainProgress(stderr);
}

function liveProgress(stderr: Io['stderr'], color: boolean): Progress {
  let last: CleanupSnapshot | undefined;
  const draw = () => {
    if (!last) return;
    // One column stays free: a full line makes some terminals wrap.
    const line = progressLine(last, { width: (stderr.columns ?? 80) - 1, color, now: Date.now() });
    stderr.write(CLEAR_LINE + line);
  };
  // Between two looks at the job, the countdowns go on.
  const timer = setInterval(draw, REDRAW_EVERY_MS);
  return {
    show(snapshot) {
      if (snapshot.state !== 'running') return;
      last = { ...snapshot, status: snapshot.status ?? last?.status ?? null };
      draw();
    },
    note(line) {
      stderr.write(`${last ? CLEAR_LINE : ''}${line}\n`);
      draw();
    },
    close() {
      clearInterval(timer);
      if (last) stderr.write(CLEAR_LINE);
      last = undefined;
    },
  };
}

function plainProgress(stderr: Io['stderr']): Progress {
  let shownAt = Number.NEGATIVE_INFINITY;
  let shown = '';
  return {
    show(snapshot) {
      if (snapshot.state !== 'running') return;
      const now = Date.now();
      const news = `${snapshot.status?.phase} ${snapshot.status?.paused} ${snapshot.trouble?.kind}`;
      if (news === shown && now - shownAt < PLAIN_EVERY_MS) return;
      stderr.write(`${progressLine(snapshot, { color: false, now })}\n`);
      shownAt = now;
      shown = news;
    },
    note: (line) => stderr.write(`${line}\n`),
    close() {},
  };
}
