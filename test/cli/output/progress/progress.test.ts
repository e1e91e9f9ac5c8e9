import { openProgress } from '../../../../cli/output/progress/progress.ts';
import { recordedIo } from '../../support/recorded-io.ts';
import { counts, snapshot } from '../../support/snapshots.ts';

const cleaning = (gone: number) => snapshot({ uploads: counts({ selected: 100, gone }), pace: 10 });
const JOB = { workflowId: 's3-cleanup/photos', resume: 's3-cleanup resume s3-cleanup/photos' };
const lines = (text: string) => text.split('\n').filter(Boolean);

describe('progress', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('keeps to one live line on a terminal, and removes it', () => {
    const io = recordedIo({ tty: true });
    const progress = openProgress(io);

    progress.show(cleaning(1));
    progress.show(cleaning(2));
    progress.close();

    expect(io.written.stderr).not.toContain('\n');
    expect(io.written.stderr.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('goes on counting down between two looks at the job', () => {
    const io = recordedIo({ tty: true });
    const progress = openProgress(io);
    const waitsUntil = new Date(Date.now() + 9_000).toISOString();

    progress.show(snapshot({ phase: 'settling', waitsUntil }));
    jest.advanceTimersByTime(3_000);

    expect(io.written.stderr).toContain('next in 6 s');
    progress.close();
  });

  it('moves on a terminal although the job stands still', () => {
    const io = recordedIo({ tty: true });
    const progress = openProgress(io, JOB);
    jest.advanceTimersByTime(2_000);
    const unanswered = io.written.stderr;
    progress.show(snapshot({ startedAt: new Date(Date.now()).toISOString() }));
    jest.advanceTimersByTime(5_000);
    progress.close();

    for (const seconds of ['(0 s)', '(1 s)', '(2 s)']) expect(unanswered).toContain(seconds);
    expect(io.written.stderr.slice(unanswered.length)).toContain('(5 s)');
  });

  it('clears every row of a line that a narrower window has wrapped', () => {
    const io = recordedIo({ tty: true, columns: 80 });
    const progress = openProgress(io);
    progress.show(snapshot({ uploads: counts({ selected: 2_000, gone: 1_000 }), pace: 100, allListed: true }));
    const before = io.written.stderr.length;

    io.stderr.columns = 20;
    progress.show(cleaning(1));
    progress.close();

    const ups = io.written.stderr.slice(before).split('\u001b[1A').length - 1;
    expect(ups).toBeGreaterThanOrEqual(2);
  });

  it('shows the last known counts while nobody answers', () => {
    const io = recordedIo({ tty: true, columns: 200 });
    const progress = openProgress(io);

    progress.show(cleaning(42));
    progress.show(snapshot(null, { trouble: { kind: 'temporal-unreachable', message: 'UNAVAILABLE' } }));
    progress.close();

    expect(io.written.stderr.match(/42\/100/g)).toHaveLength(2);
  });

  it('writes a plain line every 5 s where there is no terminal', () => {
    const io = recordedIo();
    const progress = openProgress(io);

    for (let second = 0; second < 10; second += 1) {
      progress.show(cleaning(second));
      jest.advanceTimersByTime(1_000);
    }

    expect(lines(io.written.stderr)).toHaveLength(2);
    expect(io.written.stderr).not.toContain('\u001b');
  });

  it('says once a minute what does not change', () => {
    const io = recordedIo();
    const progress = openProgress(io);

    for (let second = 0; second < 120; second += 1) {
      progress.show(cleaning(1));
      jest.advanceTimersByTime(1_000);
    }

    expect(lines(io.written.stderr)).toHaveLength(2);
  });

  it('writes a plain line at once when the phase changes or trouble comes', () => {
    const io = recordedIo();
    const progress = openProgress(io);

    progress.show(cleaning(1));
    progress.show(snapshot({ phase: 'settling' }));
    progress.show(snapshot({ phase: 'settling' }, { trouble: { kind: 'workflow-task-failing', attempt: 3 } }));

    expect(lines(io.written.stderr)).toHaveLength(3);
  });

  it.each([
    ['NO_COLOR', { NO_COLOR: '1' }, '\u001b[3'],
    ['TERM=dumb', { TERM: 'dumb' }, '\u001b'],
  ])('heeds %s', (_, env, unwanted) => {
    const io = recordedIo({ tty: true, env });
    const progress = openProgress(io);

    progress.show(cleaning(1));
    progress.close();

    expect(io.written.stderr).not.toContain(unwanted);
    expect(io.written.stderr).toContain('1/100');
  });
});
