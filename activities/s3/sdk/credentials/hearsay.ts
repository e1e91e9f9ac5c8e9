/** What the links of the SDK's chain of sources said: each hides what the one before said. */
export class Hearsay {
  #sentences: string[] = [];

  /** For the SDK, which tells its logger of every link that has no credentials. */
  readonly logger = {
    debug: (message: unknown) => this.#note(String(message)),
    info() {},
    warn() {},
    error() {},
  };

  /** In the order in which they were said. */
  takeAll(): string[] {
    const sentences = this.#sentences;
    this.#sentences = [];
    return sentences;
  }

  #note(message: string): void {
    const [, sentence] = /^@smithy\/property-provider (?:->|\(!\)) ([\s\S]*)$/.exec(message) ?? [];
    if (sentence !== undefined && this.#sentences.length < SENTENCES_AT_MOST) this.#sentences.push(sentence);
  }
}

const SENTENCES_AT_MOST = 20;
