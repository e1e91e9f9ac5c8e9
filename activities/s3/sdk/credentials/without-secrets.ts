/** What a source of credentials says may go into history: its words without anything that may be a secret. */
export function withoutSecrets(sentence: string): string {
  const told = WHAT_MAY_BE_SECRET.reduce((text, [pattern, instead]) => text.replace(pattern, instead), sentence);
  const [firstLine = ''] = told.trim().split(/\s*\n/);
  return firstLine.length > LONGEST ? `${firstLine.slice(0, LONGEST)}…` : firstLine;
}

const LONGEST = 300;

const WHAT_MAY_BE_SECRET: Array<[RegExp, string]> = [
  // A `credential_process` is quoted with its arguments, and with what it wrote. Its name is enough.
  [/(Command failed: (?:"[^"]*"|'[^']*'|\S+))[\s\S]*/, '$1'],
  // In URLs: who asks, and what they ask.
  [/\/\/[^/\s@]+@/g, '//'],
  [/(https?:\/\/[^\s?]+)\?\S*/g, '$1'],
  [/((?:secret|token|password|passwd|key|authorization|bearer)\w*["']?\s*[:=]\s*)["']?[^\s"',}]+/gi, '$1…'],
  // Access key IDs, session tokens and secret keys, by their look.
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '…'],
  [/\beyJ[\w.-]{10,}/g, '…'],
  [/(?<![\w/+=.-])(?=[\w/+=]*\d)(?=[\w/+=]*[a-z])(?=[\w/+=]*[A-Z])[A-Za-z0-9+][\w/+=]{31,}/g, '…'],
];
