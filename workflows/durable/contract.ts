/** A duration: milliseconds, or text such as `500ms`, `10s`, `5m`, `24h`, `7d`, `2w`. */
export type Duration = string | number;

export interface LimitsInForce {
  concurrency: number;
  requestsPerSecond: number | null;
}

/** Argument of the update `tune`: what is absent stays; `requestsPerSecond: null` lifts the limit. */
export interface Tune {
  concurrency?: number;
  requestsPerSecond?: number | null;
}
