export { CheckFailure } from './check/check-failure.ts';
export { type CheckOptions, checkStore } from './check/check-store.ts';
export type { CheckedBehaviour, CheckedSection, CheckReport, LeftBehind, Verdict } from './check/contract.ts';
