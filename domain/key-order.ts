/** Orders keys as S3 lists them: by their UTF-8 bytes, which is not the order of UTF-16 strings. */
export function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function isInKeyOrder(keys: string[]): boolean {
  return keys.every((key, position) => position === 0 || compareKeys(keys[position - 1] ?? key, key) <= 0);
}
