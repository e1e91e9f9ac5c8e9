import type { Answered } from '../../../../activities/contract.ts';
import { rateOf, type Share, withPart } from '../../../../workflows/durable/rate/parts.ts';
import { Turn } from '../../../../workflows/durable/rate/turn.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';

interface Activity {
  requestsPerSecond: number | undefined;
  end: (requests?: number) => void;
}

function begin({ perSecond = 100 as number | null, concurrency = 64, paused = false, isRange = false } = {}) {
  const temporal = new OutsideTemporal();
  const state = { paused, limits: { concurrency, requestsPerSecond: perSecond } };
  const turn = isRange ? new Turn({ ...state, turn: false }, 'range', 'parent') : undefined;
  const rate = rateOf(state, turn);
  const underWay: Activity[] = [];
  const start = (share: Share = 'part') =>
    withPart(
      rate,
      share,
      ({ requestsPerSecond }) =>
        new Promise<{ answer: Answered }>((done) => {
          const end = (abort = 0) => done({ answer: { requests: { abort, throttled: abort } } });
          underWay.push({ requestsPerSecond, end });
        }),
    );
  /** Lets those begin that may. */
  const settle = async () => {
    const turns = async () => {
      for (let turn = 0; turn < 12; turn += 1) await new Promise((done) => setImmediate(done));
    };
    await temporal.end(turns());
    return underWay.map(({ requestsPerSecond }) => requestsPerSecond);
  };
  return { state, start, settle, underWay, turn };
}

describe('activities of a job with a rate', () => {
  it('begin at once, without a word of a rate, where there is none', async () => {
    const { start, underWay } = begin({ perSecond: null });
    for (let count = 0; count < 9; count += 1) void start();

    expect(underWay).toHaveLength(9);
    expect(underWay.every(({ requestsPerSecond }) => requestsPerSecond === undefined)).toBe(true);
  });

  it('follow one another, each at the full rate, where one reaches it', async () => {
    const { start, settle, underWay } = begin();
    for (let count = 0; count < 3; count += 1) void start();

    expect(await settle()).toEqual([100]);
    underWay[0]?.end();
    expect(await settle()).toEqual([100, 100]);
  });

  describe('share the rate once one alone has not reached it', () => {
    afterEach(() => jest.restoreAllMocks());

    /** The first one makes 1,000 requests in so many milliseconds, at 1,000 a second. Answers what those behind it are told. */
    const behind = async (milliseconds: number, waiting: number, concurrency = 64) => {
      const now = jest.spyOn(Date, 'now').mockReturnValue(0);
      const { state, start, settle, underWay } = begin({ perSecond: 1_000, concurrency });
      for (let count = 0; count < 1 + waiting; count += 1) void start();
      expect(await settle()).toEqual([1_000]);
      now.mockReturnValue(milliseconds);
      underWay[0]?.end(1_000);
      return { told: (await settle()).slice(1), state, start, settle, underWay };
    };

    it('in as many parts as reach it', async () => {
      const { told, settle, underWay } = await behind(2_000, 3);

      expect(told).toEqual([562.5, 562.5]);
      underWay[1]?.end();
      expect(await settle()).toEqual([1_000, 562.5, 562.5, 562.5]);
    });

    it('in four at most', async () => {
      expect((await behind(20_000, 6, 4)).told).toEqual(Array(4).fill(265.625));
    });

    it('in no more than its lanes could need', async () => {
      expect((await behind(20_000, 3)).told).toHaveLength(2);
    });

    it('in one where the next one can make up for it', async () => {
      expect((await behind(1_200, 3)).told).toEqual([1_250]);
    });

    it('but for a listing, which makes up for nothing', async () => {
      const { start, settle } = await behind(1_200, 0);
      void start('listing');

      expect(await settle()).toEqual([1_000, 1_000]);
    });

    it('and a smaller one as much less as it takes longer', async () => {
      const { state, start, settle } = await behind(1_200, 0);
      state.limits.requestsPerSecond = 100;
      void start();

      expect(await settle()).toEqual([1_000, expect.closeTo(102.5)]);
    });

    it('and nothing is learned of one that waited while there was a rate, and began when it was lifted', async () => {
      const { state, start, settle, underWay } = begin({ perSecond: 1_000 });
      const now = jest.spyOn(Date, 'now').mockReturnValue(0);
      void start();
      void start();
      await settle();
      state.limits.requestsPerSecond = null;
      expect(await settle()).toEqual([1_000, undefined]);
      now.mockReturnValue(1_000);
      for (const { end } of underWay) end(1_000);
      await settle();
      state.limits.requestsPerSecond = 1_000;
      void start();
      void start();

      expect(await settle()).toEqual([1_000, undefined, 1_000]);
    });

    it('in fewer where fewer are left', async () => {
      expect((await behind(2_000, 1)).told).toEqual([1_250]);
    });
  });

  it('take all of it where no other comes', async () => {
    const { start, settle } = begin({ concurrency: 4 });
    void start('whole');

    expect(await settle()).toEqual([100]);
  });

  it('of a range wait for its turn, also where the rate was lifted and set again in a pause', async () => {
    const { state, start, settle, turn } = begin({ paused: true, perSecond: 50, isRange: true });
    void start();
    await settle();
    state.limits.requestsPerSecond = null;
    await settle();
    state.limits.requestsPerSecond = 50;
    state.paused = false;

    expect(await settle()).toEqual([]);
    turn?.given(1 / 2);
    expect(await settle()).toEqual([25]);
  });

  it('do not begin in a pause', async () => {
    const { state, start, settle } = begin({ paused: true });
    void start();

    expect(await settle()).toEqual([]);
    state.paused = false;
    expect(await settle()).toEqual([100]);
  });

  it.each([
    ['faster', 500],
    ['slower', 20],
  ])('wait for those of the rate before, where the new one is %s', async (_, perSecond) => {
    const { state, start, settle, underWay } = begin();
    void start();
    await settle();
    state.limits.requestsPerSecond = perSecond;
    void start();

    expect(await settle()).toEqual([100]);
    underWay[0]?.end();
    expect(await settle()).toEqual([100, perSecond]);
  });

  it('wait no longer where the rate is lifted', async () => {
    const { state, start, settle } = begin();
    void start();
    void start();
    await settle();
    state.limits.requestsPerSecond = null;

    expect(await settle()).toEqual([100, undefined]);
  });
});

describe('what an activity loses while it is begun and answers', () => {
  afterEach(() => jest.restoreAllMocks());

  /** The rate of the one that follows 1,000 requests which took so long. */
  const nextAfter = async (perSecond: number, milliseconds: number) => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    const { start, settle, underWay } = begin({ perSecond, concurrency: 1_000 });
    void start();
    void start();
    await settle();
    now.mockReturnValue(milliseconds);
    underWay[0]?.end(1_000);
    return (await settle())[1];
  };

  it.each([
    ['nothing', 100, 10_000, 100],
    ['a fiftieth', 100, 10_196, 102],
    ['two seconds', 100, 12_000, 102.5],
    ['nearly all of its time', 100, 60_000, 102.5],
    ['a tenth of a second', 1_000, 1_100, 1_111.1],
    ['two seconds', 1_000, 3_000, 1_250],
    ['two seconds', 5_000, 2_200, 6_250],
  ])(
    'is made up for by the next one, up to a quarter of a second and of the rate: %s at %i a second',
    async (...of) => {
      const [, perSecond, milliseconds, expected] = of;

      expect(await nextAfter(perSecond, milliseconds)).toBeCloseTo(expected, 1);
    },
  );
});

describe('a listing', () => {
  it('takes a part that is free', async () => {
    const { start, settle } = begin();
    void start('listing');

    expect(await settle()).toEqual([100]);
  });

  it('goes beside the others at a fiftieth of the rate where all is in use, and holds up none', async () => {
    const { start, settle, underWay } = begin();
    void start();
    await settle();
    void start('listing');
    void start();

    expect(await settle()).toEqual([100, 2]);
    underWay[0]?.end();
    expect(await settle()).toEqual([100, 2, 100]);
  });
});
