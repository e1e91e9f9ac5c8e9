import { systemClock } from '../../../activities/s3/clock.ts';

describe('the system clock', () => {
  it.each([2 ** 31, 3e12, Number.POSITIVE_INFINITY])(
    'sleeps for %d ms, which no timer holds, and not for one',
    async (ms) => {
      const controller = new AbortController();
      let isAwake = false;
      const sleeping = systemClock.sleep(ms, controller.signal).then(() => {
        isAwake = true;
      });

      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.abort(new Error('enough'));

      await expect(sleeping).rejects.toThrow('enough');
      expect(isAwake).toBe(false);
    },
  );

  it('rejects at once with the reason of a signal that is aborted', async () => {
    const reason = new Error('enough');

    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('sleeps as long as it is told', async () => {
    const begun = systemClock.now();

    await systemClock.sleep(20, new AbortController().signal);

    expect(systemClock.now() - begun).toBeGreaterThanOrEqual(19);
  });
});
