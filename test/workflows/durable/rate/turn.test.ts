import { Turn, type TurnState } from '../../../../workflows/durable/rate/turn.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';

describe('the turn of a range', () => {
  const begin = (turn?: number | false) => {
    const temporal = new OutsideTemporal();
    const state: TurnState = { limits: { requestsPerSecond: 10 }, ...(turn !== undefined && { turn }) };
    return { temporal, state, turn: new Turn(state, 'range', 'parent') };
  };
  const told = (name: string) => ({ workflow: 'parent', name, args: ['range'] });
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await new Promise((done) => setImmediate(done));
  };

  it('is taken without a word where it has it', async () => {
    const { temporal, turn } = begin(1);
    await temporal.end(turn.take());

    expect(temporal.signals).toEqual([]);
  });

  it('is waited for without a word where its parent knows that it wants it', async () => {
    const { temporal, turn } = begin(false);
    const taken = temporal.end(turn.take());
    await turns(3);
    turn.given(1);
    await taken;

    expect(temporal.signals).toEqual([]);
  });

  it('is asked for once, by whoever needs it first', async () => {
    const { temporal, turn } = begin();
    const taken = temporal.end(Promise.all([turn.take(), turn.take()]));
    await turns(3);
    turn.given(1);
    await taken;

    expect(temporal.signals).toEqual([told('turnWanted')]);
  });

  it('is needed no more where the rate is lifted', async () => {
    const { temporal, state, turn } = begin();
    const taken = temporal.end(turn.take());
    await turns(3);
    state.limits.requestsPerSecond = null;

    await taken;
  });

  it('is over when the range waits, and asked for again after that', async () => {
    const { temporal, turn } = begin(1);
    turn.rest();
    turn.rest();
    const taken = temporal.end(turn.take());
    await turns(3);
    turn.given(1);
    await taken;

    expect(temporal.signals).toEqual([told('turnOver'), told('turnWanted')]);
  });
});
