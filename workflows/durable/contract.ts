/** A duration: milliseconds, or text such as `500ms`, `10s`, `5m`, `24h`, `7d`, `2w`. */
export type Duration = string | number;

export interface LimitsInForce {
  concurrency: number;
  requestsPerSecond: number | null;
}

/** Why activities fail that are tried again. */
export interface Trouble {
  /** The type of the failure, such as S3Unavailable or CredentialsUnavailable. */
  type: string;
  message: string;
  /** When it was noticed, ISO 8601. */
  since: string;
  /** Workflow ID of the child that it stands in the way of. Absent: the job itself. */
  child?: string;
}

/** Argument of the update `tune`: what is absent stays; `requestsPerSecond: null` lifts the limit. */
export interface Tune {
  concurrency?: number;
  requestsPerSecond?: number | null;
}
