import { withoutSecrets } from './without-secrets.ts';

/** Thrown in place of what a source of credentials throws: S3 was not asked. Its message has no secrets. */
export class CredentialsUnavailable extends Error {
  override readonly name = 'CredentialsUnavailable';

  /** `sentences`: what the sources that were tried said, the last one last. */
  constructor(sentences: string[], cause: unknown) {
    super(told(sentences), { cause });
  }
}

/** Each source says that it has none. Only together they tell what was looked for. */
function told(sentences: string[]): string {
  const known = new Set(sentences.map(withoutSecrets).filter((sentence) => !SAYS_NOTHING.test(sentence)));
  const [only = 'the source of the credentials failed', ...others] = known;
  return [only, ...others].map((sentence) => sentence.replace(/\.$/, '')).join('; ');
}

/** That a link of the SDK's chain was left out, or that the chain has come to its end. */
const SAYS_NOTHING = /^(Skipping |AWS_PROFILE is set, skipping|Could not load credentials from any providers|$)/;
