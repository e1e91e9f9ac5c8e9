import { simulation } from '../runtime/current.ts';
import { type Fault, type Operation, type Scenario, START } from '../scenario.ts';
import { failureOf } from './bucket.ts';

type Answer<Value> = { value: Value } | { error: unknown };

/** A request without an answer is given up after so long. */
const GIVEN_UP_AFTER_MS = 15_000;

/** What goes wrong on S3's side and on the way there. */
export class Faults {
  readonly #faults: Fault[];
  readonly #random: () => number;
  readonly #bucket: string;
  readonly #spent = new Set<Fault>();

  constructor({ faults }: Scenario, bucket: string, random: () => number) {
    this.#faults = faults;
    this.#bucket = bucket;
    this.#random = random;
  }

  /** What comes of a request that reaches S3 now; `after`: so much later than usual. */
  answer<Value>(
    operation: Operation,
    key: string | undefined,
    deal: () => Answer<Value>,
  ): { answer: Answer<Value>; after: number } {
    for (const fault of this.#faults) {
      if (!this.#isActive(fault)) continue;
      const came = this.#meet(fault, operation, key, deal);
      if (came) return came;
    }
    return { answer: deal(), after: 0 };
  }

  #isActive(fault: Fault): boolean {
    const age = simulation.scheduler.now - START - fault.at;
    if (age < 0) return false;
    return 'for' in fault ? age < fault.for : !this.#spent.has(fault);
  }

  #meet<Value>(fault: Fault, operation: Operation, key: string | undefined, deal: () => Answer<Value>) {
    const fail = (code: string, after = 0) => ({ answer: { error: failureOf(code, operation, this.#bucket) }, after });
    switch (fault.kind) {
      case 'outage':
        if (fault.how === 'error') return fail('InternalError');
        if (fault.how === 'answer lost') deal();
        return fail('TimeoutError', GIVEN_UP_AFTER_MS);
      case 'throttling':
        return this.#random() < fault.share ? fail('SlowDown') : undefined;
      case 'denied':
        if (fault.operation !== operation || (fault.key !== undefined && fault.key !== key)) return undefined;
        return fail('AccessDenied');
      case 'NoSuchBucket once':
        this.#spent.add(fault);
        return fail('NoSuchBucket');
      default:
        return undefined;
    }
  }
}
