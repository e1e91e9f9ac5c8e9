import { present } from '../../domain/present.ts';
import type { Tune } from './contract.ts';
import { checkFields, optional, rate, rejectUnknown, whole } from './input.ts';

const FIELDS = {
  concurrency: { check: optional(whole(0, 1, 1_000)) },
  requestsPerSecond: { check: (name: string, given: unknown) => (given === null ? null : optional(rate)(name, given)) },
};

/** What a running job is told to change. Throws InvalidInput unless these are limits that it may be given. */
export function checkTune(tune: unknown): Tune {
  rejectUnknown(tune, new Set(Object.keys(FIELDS)), 'tune.');
  return present(checkFields(FIELDS, tune));
}
