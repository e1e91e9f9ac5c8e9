import { OutageWatch } from '../../../activities/uploads/outage.ts';

/** A watch, and how often it has asked S3. */
function watching() {
  const asked = { times: 0 };
  const watch = new OutageWatch(async () => {
    asked.times += 1;
  });
  const giveUp = async (times: number) => {
    for (let time = 0; time < times; time += 1) await watch.gaveUp();
  };
  return { watch, asked, giveUp };
}

describe('a watch for outages', () => {
  it('asks S3 when twenty requests in a row were given up, and again after twenty more', async () => {
    const { asked, giveUp } = watching();

    const times = [];
    for (const more of [19, 1, 19, 1]) {
      await giveUp(more);
      times.push(asked.times);
    }

    expect(times).toEqual([0, 1, 1, 2]);
  });

  it('begins to count anew with each answer', async () => {
    const { watch, asked, giveUp } = watching();

    await giveUp(19);
    watch.answered();
    await giveUp(19);

    expect(asked.times).toBe(0);
  });

  it('asks at the end where the last request was given up', async () => {
    const { watch, asked, giveUp } = watching();

    await giveUp(1);
    await watch.end();
    await watch.end();

    expect(asked.times).toBe(1);
  });

  it('asks nothing at the end where the last request was answered, or there was none', async () => {
    const { watch, asked, giveUp } = watching();

    await watch.end();
    await giveUp(1);
    watch.answered();
    await watch.end();

    expect(asked.times).toBe(0);
  });

  it('tells what S3 said', async () => {
    const watch = new OutageWatch(() => Promise.reject(new Error('S3 is down')));
    await watch.gaveUp();

    await expect(watch.end()).rejects.toThrow('S3 is down');
  });
});
