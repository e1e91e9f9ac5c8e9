import { alternativesOf } from '../../domain/glob/alternatives.ts';
import { matchesGlob } from '../../domain/glob/glob.ts';

export interface BucketScopeOptions {
  /** The only buckets that may be touched. `*` stands for any characters, `?` for one, `{a,b}` for a or b. Default: all. */
  buckets?: string[];
  /** Buckets that are never touched, whatever `buckets` says. */
  neverBuckets?: string[];
}

/** Which buckets a connection may touch, whoever starts a job. */
export class BucketScope {
  readonly #only: string[] | undefined;
  readonly #never: string[];

  /** Fails where a pattern has too many alternatives: it would match nothing, and keep nobody out. */
  constructor({ buckets, neverBuckets = [] }: BucketScopeOptions) {
    const tooMany = [...(buckets ?? []), ...neverBuckets].find((pattern) => !alternativesOf(pattern));
    if (tooMany !== undefined) throw new TypeError(`"${tooMany.slice(0, 100)}" has too many alternatives in braces`);
    this.#only = buckets;
    this.#never = neverBuckets;
  }

  /** Why a bucket is not to be touched; undefined where it may be. */
  refusal(bucket: string): string | undefined {
    if (this.#never.some((pattern) => matchesGlob(bucket, pattern))) return 'it is among its "neverBuckets"';
    const isOpen = this.#only === undefined && this.#never.length === 0;
    if (isOpen || this.#only?.includes(bucket)) return undefined;
    // Nobody can tell by its name to which bucket it leads.
    if (isAccessPoint(bucket)) return 'it is an access point, which its "buckets" have to name in full';
    const isAmong = this.#only?.some((pattern) => matchesGlob(bucket, pattern)) ?? true;
    return isAmong ? undefined : 'it is not among its "buckets"';
  }
}

/** An ARN, or one of the aliases that S3 gives: of access points, of those of directory buckets, of Object Lambda, of several regions. */
function isAccessPoint(bucket: string): boolean {
  return bucket.startsWith('arn:') || /(-s3alias|--xa-s3|--ol-s3|\.mrap)$/.test(bucket);
}
