import type { CleanupInput } from '../../../workflows/cleanup/contract.ts';
import type { ModelUpload } from '../s3/bucket.ts';
import { START } from '../scenario.ts';

/** Which uploads a job may abort: said once more here, and in other words than in domain/. */
export class Selection {
  readonly #activeSince: number | undefined;
  readonly #initiatedBefore: number | undefined;
  readonly #prefix: string;
  readonly #after: string | undefined;
  readonly #through: string | undefined;

  constructor({ select, prefix = '', range = {}, idleFor }: Omit<CleanupInput, 'bucket' | 'resume'>) {
    this.#prefix = prefix;
    this.#after = range.after;
    this.#through = range.through;
    this.#initiatedBefore = 'olderThan' in select ? START - (select.olderThan as number) : undefined;
    this.#activeSince = idleFor === undefined ? undefined : START - (idleFor as number);
  }

  isYoung({ initiated }: ModelUpload): boolean {
    return this.#initiatedBefore !== undefined && (initiated === undefined || initiated >= this.#initiatedBefore);
  }

  isInPlace({ key }: ModelUpload): boolean {
    if (!key.startsWith(this.#prefix)) return false;
    if (this.#after !== undefined && order(key, this.#after) <= 0) return false;
    return this.#through === undefined || order(key, this.#through) <= 0;
  }

  /** Undefined for one that is selected, as far as its place and its age say. */
  whyOutside(upload: ModelUpload): string | undefined {
    if (!this.isInPlace(upload)) return 'is not in the prefix or range';
    return this.isYoung(upload) ? 'is too young' : undefined;
  }

  /** Somebody writes it, by what had come before `seen`. Once an abort of ours was accepted, it is ours to finish. */
  isActive({ initiated, parts, firstAccepted }: ModelUpload, seen = Number.POSITIVE_INFINITY): boolean {
    const since = this.#activeSince;
    if (since === undefined || firstAccepted !== undefined) return false;
    const written = parts.map(({ modified }) => modified);
    // Where the listing does not say when it was initiated: not after its first part.
    const begun = initiated ?? (parts.length > 0 ? Number.NEGATIVE_INFINITY : since);
    return [begun, ...written].some((at) => at >= since && at < seen);
  }
}

function order(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
