import { noRequests } from '../../../domain/counts.ts';
import { firstState } from '../../../workflows/cleanup/job.ts';
import { noteAnswer } from '../../../workflows/cleanup/ledger.ts';

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
