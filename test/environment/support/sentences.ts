import type { Finished } from '../../support/processes.ts';

/** What stands for a name, a place or a number in the sentences of docs/operations.md. */
const PLACEHOLDER = /\b(?:HOST|URL|FILE|NAME|BUCKET|REGION)\b|…/;

/**
 * Expects what the title of the running test says: that the command said the words in quotes, and ended with that exit code.
 * docs/operations.md has the same words, and a test compares both.
 */
export function expectAsTitled({ code, stderr }: Pick<Finished, 'code' | 'stderr'>): void {
  const { currentTestName = '' } = expect.getState();
  const sentences = sentencesIn(currentTestName);
  expect(sentences).not.toEqual([]);
  for (const sentence of sentences) expect(stderr).toMatch(asPattern(sentence));
  expect(`exit ${code}`).toBe(/exit \d+/.exec(currentTestName)?.[0]);
  expect(stderr).not.toMatch(/^\s+at /m);
}

/** Those in quotes: `sees “HOST is not found”, exit 1`. */
export function sentencesIn(title: string): string[] {
  return [...title.matchAll(/“([^”]+)”/g)].map(([, words]) => words as string);
}

export function asPattern(sentence: string): RegExp {
  const literal = sentence.split(PLACEHOLDER).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(literal.join('[\\s\\S]*?'));
}
