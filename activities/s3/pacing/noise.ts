/** A second in which S3 was asked. */
export interface JudgedSecond {
  answers: number;
  refused: number;
  /** The pace at which it was asked. */
  perSecond: number;
}

export interface Verdict {
  /** How many of the refusals come from the pace. */
  fromPace: number;
  /** The pace to go back to, because slowing down was in vain. */
  before?: number;
}

/**
 * Tells the refusals that do not come from the pace. Where they do, S3 refuses a smaller share of a slower pace. Where the pace has
 * fallen several times and the share has not, the pace goes back to where it was, and S3 may refuse that share. If it then
 * refuses more, it was the pace after all.
 */
export class Noise {
  #tolerated = 0;
  #isOnTrial = false;
  /** Since when the pace falls. `share`: the largest one refused meanwhile. */
  #fall: { from: number; share: number; times: number; refused: number } | undefined;

  judge({ answers, refused, perSecond }: JudgedSecond): Verdict {
    const share = refused / answers;
    if (this.#isOnTrial && share > this.#tolerated) this.#tolerated = 0;
    this.#isOnTrial = false;
    const fromPace = Math.max(0, refused - this.#tolerated * answers);
    this.#tolerated *= DECAY;
    if (this.#fall && !isSame(share, this.#fall.share)) this.#fall = undefined;
    if (fromPace === 0) return { fromPace };
    this.#fall ??= { from: perSecond, share, times: 0, refused: 0 };
    this.#fall.refused += refused;
    if (this.#isInVain(perSecond, share)) return { fromPace, before: this.#goBack(share) };
    this.#fall.share = Math.max(this.#fall.share, share);
    this.#fall.times += 1;
    return { fromPace };
  }

  #isInVain(perSecond: number, share: number): boolean {
    const { from, times, refused } = this.#fall ?? { from: 0, times: 0, refused: 0 };
    const isMuchSlower = perSecond < from * MUCH_SLOWER;
    return isMuchSlower && times >= FALLS && refused >= REFUSALS && share <= LARGEST;
  }

  #goBack(share: number): number {
    const from = this.#fall?.from ?? Number.POSITIVE_INFINITY;
    this.#fall = undefined;
    this.#tolerated = share * MARGIN;
    this.#isOnTrial = true;
    return from;
  }
}

/** While it is between the half and the double of the largest one since the pace falls. Else, there is another reason by now. */
function isSame(share: number, before: number): boolean {
  return share >= before / 2 && share <= before * 2;
}

/** Fewer falls prove nothing: other workers fall later. */
const FALLS = 4;

const MUCH_SLOWER = 0.75;

/** Fewer refusals may be chance. */
const REFUSALS = 10;

/** An S3 that refuses a larger share is overloaded, whatever the reason. */
const LARGEST = 0.4;

/** Shares vary by chance. */
const MARGIN = 1.3;

/** What is left of the tolerance a second later: the reason may have gone. */
const DECAY = 0.95;
