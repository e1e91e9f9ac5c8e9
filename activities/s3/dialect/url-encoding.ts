/** What `encoding-type=url` never leaves as it is: anything but printable ASCII, and a `%` without its two digits. */
const NOT_ENCODED = /[^\x21-\x7e]|%(?![0-9a-f]{2})/i;

/**
 * A key as a listing with `encoding-type=url` spells it; a space comes as `+` or `%20`, a plus sign as `%2B`.
 * Some servers echo the encoding and do not apply it (LocalStack): what is visibly not encoded is left as it is.
 */
export function decodeKey(encoded: string): string {
  if (NOT_ENCODED.test(encoded)) return encoded;
  try {
    return decodeURIComponent(encoded.replaceAll('+', '%20'));
  } catch {
    return encoded;
  }
}
