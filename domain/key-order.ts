/**
 * Orders keys as S3 lists them: by their UTF-8 bytes. That is the order of code points; `<` compares UTF-16, where a
 * character beyond U+FFFF comes before U+FFFF. A lone surrogate counts as U+FFFD, which is what UTF-8 makes of it.
 */
export function compareKeys(a: string, b: string): number {
  let at = firstDifference(a, b);
  for (;;) {
    const character = characterAt(a, at);
    const difference = character - characterAt(b, at);
    if (difference !== 0 || character === END) return difference;
    at += character > 0xffff ? 2 : 1;
  }
}

/** A listing that goes on after the marker, a key, lists this key. */
export function isListedBehind(key: string, marker: string): boolean {
  return compareKeys(key, marker) > 0;
}

export function isInKeyOrder(keys: string[]): boolean {
  return keys.every((key, position) => position === 0 || compareKeys(keys[position - 1] ?? key, key) <= 0);
}

/** Before every character: a key comes before the keys that it begins. */
const END = -1;

const REPLACEMENT = 0xfffd;

/** Where the first character begins that is not the same in both, in UTF-16 units. */
function firstDifference(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at > 0 && isHighSurrogate(a.charCodeAt(at - 1)) ? at - 1 : at;
}

function characterAt(key: string, at: number): number {
  const character = key.codePointAt(at) ?? END;
  return isSurrogate(character) ? REPLACEMENT : character;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
