/** What `encoding-type=url` never leaves as it is: anything but printable ASCII, and a `%` without its two digits. */
const NOT_ENCODED = /[^\x21-\x7e]|%(?![0-9a-f]{2})/i;

/** True for a key that no encoding spells so. */
export function isVisiblyRaw(spelled: string): boolean {
  return NOT_ENCODED.test(spelled);
}

/**
 * A key as a listing with `encoding-type=url` spells it. A space comes as `+` or `%20`, a plus sign as `%2B`. LocalStack echoes
 * the encoding and does not apply it: a key that is visibly not encoded is left as it is. docs/compatibility.md, Others: "echoes
 * `encoding-type=url` and does not apply it".
 */
export function decodeKey(encoded: string): string {
  return decodePercents(isVisiblyRaw(encoded) ? encoded : encoded.replaceAll('+', '%20'));
}

/** The same of a store that leaves a plus sign as it is. */
export function decodePercents(encoded: string): string {
  if (!encoded.includes('%') || isVisiblyRaw(encoded)) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/**
 * How the keys of an answer are read. Not every S3 encodes them: they are decoded only where the answer says that they are
 * encoded. docs/compatibility.md, Keys: "lists, verifies and aborts an upload whose key has spaces".
 */
export function keyDecoder(encodingType: string | undefined): (key: string) => string {
  return encodingType === 'url' ? decodeKey : (key) => key;
}
