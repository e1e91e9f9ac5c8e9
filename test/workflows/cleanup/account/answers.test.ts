import { noRequests } from '../../../../domain/counts.ts';
import { countInitiators, noteAnswer } from '../../../../workflows/cleanup/account/answers.ts';
import { firstState } from '../../../../workflows/cleanup/job.ts';
import { upload } from '../../support/accounts.ts';
import { jobOf } from '../../support/job-of.ts';

const ledger = () => ({ state: firstState({ concurrency: 1 }, new Date(0)) });

describe('what is said with every answer', () => {
  it('adds up the requests, and keeps each difference from AWS once', () => {
    const { state } = ledger();

    noteAnswer({ state }, { requests: { list: 1 }, dialect: ['keys-not-encoded'] });
    noteAnswer({ state }, { requests: { list: 2 } });
    noteAnswer({ state }, { requests: {}, dialect: ['gone-is-not-found', 'keys-not-encoded'] });

    expect(state.requests).toEqual({ ...noRequests(), list: 3 });
    expect(state.dialect).toEqual(['gone-is-not-found', 'keys-not-encoded']);
  });

  it('leaves no trace of a dialect on AWS: a history is as it was before there was one', () => {
    const { state } = ledger();

    noteAnswer({ state }, { requests: { list: 1 } });

    expect(state).not.toHaveProperty('dialect');
  });

  it('is bounded, whatever a worker says', () => {
    const { state } = ledger();

    noteAnswer({ state }, { requests: {}, dialect: Array.from({ length: 1_000 }, (_, n) => `entry-${n}`) });

    expect(state.dialect?.length).toBeLessThan(100);
  });
});

describe('the initiators of a page', () => {
  const page = (initiators: Array<{ id: string; uploads: number; at?: number[] }>) =>
    ({ uploads: ['a', 'b', 'c'].map((key) => upload(key)), keptYoung: 0, initiators, requests: {} }) as never;

  it('are counted by the uploads that are taken', () => {
    const job = jobOf();
    const initiators = [
      { id: 'me', uploads: 2, at: [0, 1] },
      { id: 'you', uploads: 1, at: [2] },
    ];

    countInitiators(job, page(initiators), [upload('a'), upload('b')]);

    expect(job.state.initiators).toEqual([{ id: 'me', uploads: 2 }]);
  });

  it('are at most as many as are taken where nobody says which', () => {
    const job = jobOf();

    countInitiators(job, page([{ id: 'me', uploads: 3 }]), [upload('a')]);
    countInitiators(job, page([{ id: 'me', uploads: 1 }]), [upload('a'), upload('b')]);

    expect(job.state.initiators).toEqual([{ id: 'me', uploads: 2 }]);
  });
});
