import type { DialectEntry } from '../../../../domain/s3/dialect.ts';
import { decodeKey, decodePercents, isVisiblyRaw } from './url-encoding.ts';

/** `form`: as AWS encodes, a space is `+`. `percents`: a plus sign stays. `raw`: not at all. */
export type Reading = 'form' | 'percents' | 'raw';

const READ: Record<Reading, (spelled: string) => string> = {
  form: decodeKey,
  percents: decodePercents,
  raw: (spelled) => spelled,
};

/** The likeliest first. */
const WHERE_ENCODING_IS_SAID: readonly Reading[] = ['form', 'percents', 'raw'];
const WHERE_IT_IS_NOT: readonly Reading[] = ['raw', 'form', 'percents'];

/** What an answer says of its spelling. */
export interface SaidSpelling {
  /** EncodingType: `url`, or nothing. */
  encoding: string | undefined;
  /** Its header `server` is `AmazonS3`, or the bucket is of a kind that only AWS has. AWS encodes as it says, and is asked nothing more. */
  isAws: boolean;
}

/**
 * How the listings of a connection spell keys, as far as it is known. Most keys are the same in every spelling. Where they are not, an
 * answer says more than it seems to: a key that cannot be encoded shows that none is. What is left is asked once, of an upload that has
 * such a key (settle-keys.ts). docs/compatibility.md, Others: "spells keys in another way than it says".
 */
export class KeySpelling {
  readonly #known = new Map<string, readonly Reading[]>();
  #encodes = true;

  /**
   * Whether to ask for encoded keys: not of a store that encodes none. LocalStack compares a marker with what the keys would be if they
   * were encoded, where it is asked to encode them. docs/compatibility.md, Others: "compares markers with encoded keys".
   */
  get encodes(): boolean {
    return this.#encodes;
  }

  /** What is possible, the likeliest first; `spelled` are all keys of the answer. */
  readingsOf(said: SaidSpelling, spelled: string[]): readonly Reading[] {
    const possible = this.#known.get(nameOf(said)) ?? initial(said);
    if (possible.length === 1 || !possible.includes('raw') || !spelled.some(isVisiblyRaw)) return possible;
    return this.#keep(said, ['raw']);
  }

  /** Where a key that is spelled so is known to be this one, only some readings are left. */
  learn(said: SaidSpelling, spelled: string, key: string): void {
    const fitting = this.readingsOf(said, []).filter((reading) => readKey(reading, spelled) === key);
    if (fitting.length > 0) this.#keep(said, fitting);
  }

  #keep(said: SaidSpelling, readings: readonly Reading[]): readonly Reading[] {
    this.#known.set(nameOf(said), readings);
    if (readings.length > 1 || readings[0] !== 'raw') return readings;
    // The next answers are not asked to be encoded, and do not say so.
    this.#known.set(nameOf({ ...said, encoding: undefined }), readings);
    this.#encodes = false;
    return readings;
  }
}

export function readKey(reading: Reading, spelled: string): string {
  return READ[reading](spelled);
}

/** What differs from AWS in a listing that is read so, once that is certain. */
export function spellingDiffers(said: SaidSpelling, readings: readonly Reading[]): DialectEntry | undefined {
  const { encoding, isAws } = said;
  if (isAws) return undefined;
  if (!readings.includes('raw')) {
    if (encoding !== 'url') return 'keys-encoded-unsaid';
    return readings.includes('form') ? undefined : 'keys-plus-not-encoded';
  }
  return readings.length === 1 ? 'keys-not-encoded' : undefined;
}

function initial({ encoding, isAws }: SaidSpelling): readonly Reading[] {
  const readings = encoding === 'url' ? WHERE_ENCODING_IS_SAID : WHERE_IT_IS_NOT;
  return isAws ? readings.slice(0, 1) : readings;
}

function nameOf({ encoding, isAws }: SaidSpelling): string {
  return `${encoding} ${isAws}`;
}
