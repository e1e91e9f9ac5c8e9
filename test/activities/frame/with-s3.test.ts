import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Answered } from '../../../activities/contract.ts';
import { createConnect } from '../../../activities/frame/connections.ts';
import { type Frame, type S3Work, withS3 } from '../../../activities/frame/with-s3.ts';
import { FakeGateway, hang, s3Failure, target } from '../support/fake-gateway.ts';
import { patientSignal, VirtualClock } from '../support/virtual-clock.ts';

/** An activity that does this work in the frame. */
class Framed {
  readonly clock = new VirtualClock();
  readonly heartbeats: unknown[] = [];
  readonly #connect = createConnect(
    () => new FakeGateway(),
    this.clock,
    () => 0.5,
  );
  readonly #environment = new MockActivityEnvironment(
    { startToCloseTimeoutMs: 45_000 },
    { logger: new DefaultLogger('ERROR') },
  );

  run<Answer extends object>(
    work: (s3: S3Work) => Promise<Answer>,
    frame: Partial<Frame> = {},
  ): Promise<Answer & Answered> {
    this.#environment.on('heartbeat', (details: unknown) => this.heartbeats.push(details));
    const dependencies = { connect: this.#connect, clock: this.clock, random: () => 0.5 };
    return this.#environment.run(() => withS3(dependencies, { target, details: (made) => made, ...frame }, work));
  }

  cancel(): void {
    this.#environment.cancel();
  }
}

const request = ({ requests }: S3Work) => requests.send('list', async () => 'listed');

describe('the frame of an activity', () => {
  it('adds the requests that the work made to its answer', async () => {
    const answer = await new Framed().run(async (s3) => ({ said: await request(s3) }));

    expect(answer).toEqual({ said: 'listed', requests: { list: 1 } });
  });

  it('says how fast S3 lets the worker go, once that has refused requests, and draws near to the paces it is told', async () => {
    const framed = new Framed();
    const refused = async () => {
      await framed.clock.sleep(60, patientSignal());
      throw s3Failure('SlowDown', 'ListMultipartUploads');
    };
    const ask = ({ requests }: S3Work) => requests.sendOnce('list', refused).catch(() => {});
    const others = [{ worker: 'other', told: 1, perSecond: 50 }];

    const answer = await framed.run(async (s3) => {
      for (let request = 0; request < 30; request += 1) await ask(s3);
      return {};
    });
    const next = await framed.run(async () => ({}), { limits: { paces: others } });

    expect(answer.pace).toEqual({ worker: 'i', told: 1, perSecond: 250 });
    expect(next.pace).toEqual({ worker: 'i', told: 2, perSecond: 150 });
  });

  it('heartbeats every 5 s what the work has come to, and no more once the work is over', async () => {
    const framed = new Framed();

    await framed.run(async (s3) => {
      await request(s3);
      await framed.clock.sleep(12_000, s3.stop);
      return {};
    });
    await framed.clock.sleep(60_000, new AbortController().signal);

    expect(framed.heartbeats).toEqual([{ list: 1 }, { list: 1 }]);
  });

  it('ends at once when the activity is cancelled', async () => {
    const framed = new Framed();

    const cancelled = framed.run(async ({ requests }) => {
      const said = await requests.send('list', (signal) => {
        const answer = hang(signal);
        framed.cancel();
        return answer;
      });
      return { said };
    });

    await expect(cancelled).rejects.toThrow('CANCELLED');
    expect(framed.clock.now()).toBe(0);
  });
});

describe('an S3 that accepts requests and never answers', () => {
  it('fails the activity with S3Unavailable, before Temporal ends it without a word', async () => {
    const framed = new Framed();

    const failed = framed.run(({ requests }) => requests.send('list', () => new Promise<never>(() => {})));

    await expect(failed).rejects.toMatchObject({ type: 'S3Unavailable', isRetryable: true });
    expect(framed.clock.now()).toBe(40_500);
  });
});

describe('work that answers when it is cancelled', () => {
  it('begins nothing more, and gets the answers that are due', async () => {
    const framed = new Framed();

    const answer = await framed.run(
      async ({ requests, stop }) => {
        const said = await requests.send('list', async (signal) => {
          framed.cancel();
          await framed.clock.sleep(1_000, signal);
          return 'listed';
        });
        return { said, isStopped: stop.aborted };
      },
      { answersWhenCancelled: true },
    );

    expect(answer).toMatchObject({ said: 'listed', isStopped: true });
  });

  it('waits 5 s for an answer, not longer', async () => {
    const framed = new Framed();

    const cancelled = framed.run(
      async ({ requests }) => {
        const said = await requests.send('list', (signal) => {
          const answer = hang(signal);
          framed.cancel();
          return answer;
        });
        return { said };
      },
      { answersWhenCancelled: true },
    );

    await expect(cancelled).rejects.toThrow('CANCELLED');
    expect(framed.clock.now()).toBe(5_000);
  });

  it('ends all its requests when one of them fails it', async () => {
    const framed = new Framed();
    let ended: unknown;

    const failed = framed.run(
      async ({ requests }) => {
        const hanging = requests.send('list', hang).catch((reason: unknown) => {
          ended = reason;
        });
        await Promise.race([hanging, requests.send('list', () => Promise.reject(new Error('broken')))]);
        return {};
      },
      { answersWhenCancelled: true },
    );

    await expect(failed).rejects.toThrow('broken');
    expect(ended).toMatchObject({ message: 'broken' });
  });
});
