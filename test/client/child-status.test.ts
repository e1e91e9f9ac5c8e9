import type { Client } from '@temporalio/client';
import { withCountsOf, withRanges } from '../../client/child-status.ts';
import type { CleanupStatus } from '../../workflows/cleanup/contract.ts';
import { counts, inSeconds, snapshot } from '../cli/support/snapshots.ts';

const soon = <T>(request: () => Promise<T>) => request();

function status(given: Partial<CleanupStatus>): CleanupStatus {
  return snapshot(given).status as CleanupStatus;
}

/** A namespace of jobs that answer so to `status`; the others are not there. */
function jobs(answers: Record<string, CleanupStatus>): { client: Client; asked: string[] } {
  const asked: string[] = [];
  const query = async (id: string) => {
    asked.push(id);
    if (!answers[id]) throw new Error('no such workflow');
    return answers[id];
  };
  const client = { workflow: { getHandle: (id: string) => ({ query: () => query(id) }) } };
  return { client: client as unknown as Client, asked };
}

const sharedOut = status({
  uploads: counts({ selected: 10_000, gone: 10_000 }),
  ranges: 2,
  inRanges: 14_000,
  children: ['job/range-1', 'job/range-2'],
});

describe('a job that is shared out', () => {
  it('counts what its ranges have done by now, and no upload twice', async () => {
    const { client } = jobs({
      'job/range-1': status({ uploads: counts({ selected: 7_000, gone: 5_000 }) }),
      'job/range-2': status({ uploads: counts({ selected: 3_000, gone: 1_000 }), remaining: { PartsRemain: 4 } }),
    });

    const { uploads, inRanges, remaining } = await withRanges(client, sharedOut, soon);

    expect(uploads).toMatchObject({ selected: 20_000, gone: 16_000 });
    expect(inRanges).toBe(4_000);
    expect(remaining).toEqual({ PartsRemain: 4 });
  });

  it('stays as it is where no range answers', async () => {
    expect(await withRanges(jobs({}).client, sharedOut, soon)).toBe(sharedOut);
  });

  it('waits where all of its ranges wait, until the first of them goes on', async () => {
    const settling = (seconds: number) => status({ phase: 'settling', waitsUntil: inSeconds(seconds) });
    const first = jobs({ 'job/range-1': settling(9), 'job/range-2': settling(5) });
    const second = jobs({ 'job/range-1': settling(9), 'job/range-2': status({ phase: 'cleaning' }) });

    const [waiting, working] = [
      await withRanges(first.client, sharedOut, soon),
      await withRanges(second.client, sharedOut, soon),
    ];

    expect(waiting).toMatchObject({ phase: 'settling', waitsUntil: inSeconds(5) });
    expect(working).toMatchObject({ phase: 'cleaning', waitsUntil: null });
  });

  it('asks a few of many ranges', async () => {
    const children = Array.from({ length: 100 }, (_, n) => `job/range-${n}`);
    const { client, asked } = jobs({});

    await withRanges(client, { ...sharedOut, children }, soon);

    expect(asked).toHaveLength(16);
  });

  it('is known with its ranges where it is the child of a preparation', () => {
    const preparation = status({ uploads: counts({ selected: 5, gone: 5 }) });

    const known = withCountsOf(sharedOut, preparation);

    expect(known).toMatchObject({ ranges: 2, inRanges: 14_000, children: sharedOut.children });
    expect(known.uploads.gone).toBe(10_005);
  });
});
