/** Sessions on directory buckets, from CreateSession. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #newToken: () => string;
  /** 5 minutes, unless a test shortens it. */
  readonly #lifetimeMs: number;

  constructor(newToken: () => string, lifetimeMs: number) {
    this.#newToken = newToken;
    this.#lifetimeMs = lifetimeMs;
  }

  create(bucket: string, isReadOnly: boolean, now: number): { token: string; session: Session } {
    const token = this.#newToken();
    const session = { bucket, isReadOnly, expires: now + this.#lifetimeMs };
    this.#sessions.set(token, session);
    return { token, session };
  }

  /** Undefined for a token that was never given for this bucket. */
  find(token: string, bucket: string): Session | undefined {
    const session = this.#sessions.get(token);
    return session?.bucket === bucket ? session : undefined;
  }
}

export interface Session {
  bucket: string;
  /** Permits listings and ListParts, but no abort. */
  isReadOnly: boolean;
  /** Milliseconds since 1970. */
  expires: number;
}
