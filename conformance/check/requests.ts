import type { S3Client } from '@aws-sdk/client-s3';

/** The requests of one trial. */
export class Requests {
  readonly #signal: AbortSignal;
  #denied: string | undefined;

  /** No request begins once the signal is aborted. Those that are under way end, so that their answers are known. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** An operation that was answered AccessDenied. */
  get denied(): string | undefined {
    return this.#denied;
  }

  watch(client: S3Client): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          this.#signal.throwIfAborted();
          return await next(args).catch((error) => {
            if (error?.name === 'AccessDenied') this.#denied ??= commandName.replace(/Command$/, '');
            throw error;
          });
        },
      { step: 'initialize', name: 'watchRequests', priority: 'high' },
    );
  }
}
