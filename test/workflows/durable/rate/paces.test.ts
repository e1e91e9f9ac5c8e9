import type { WorkerPace } from '../../../../activities/contract.ts';
import { Paces } from '../../../../workflows/durable/rate/paces.ts';

const of = (worker: string, told: number, perSecond: number): WorkerPace => ({ worker, told, perSecond });

function answered(answers: Array<WorkerPace | undefined>): Paces {
  const paces = new Paces();
  for (const pace of answers) paces.note(pace ? { pace } : {});
  return paces;
}

describe('the paces that answers told', () => {
  it('are told on: of each worker the latest', () => {
    const paces = answered([of('a', 1, 10), of('b', 1, 20), undefined, of('a', 2, 12)]);

    expect(paces.latest).toEqual({ paces: [of('a', 2, 12), of('b', 1, 20)] });
    expect(paces.fastest).toBe(20);
  });

  it('are those of the last eight answers: who has none among them may be gone', () => {
    const others = Array.from({ length: 7 }, () => undefined);

    expect(answered([of('a', 1, 10), ...others]).latest).toEqual({ paces: [of('a', 1, 10)] });
    expect(answered([of('a', 1, 10), ...others, undefined]).latest).toEqual({});
  });

  it('are nothing to tell where S3 limits nobody', () => {
    expect(answered([undefined]).latest).toEqual({});
    expect(answered([]).fastest).toBeUndefined();
  });
});
