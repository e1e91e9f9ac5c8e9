// biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold them, and XML 1.0 may not
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/**
 * False for a key that the XML body of a DeleteObjects cannot spell, on any S3. A request of its own deletes such a
 * key: it has the key in its path. docs/compatibility.md, Keys: "lists, verifies and aborts an upload whose key has a
 * control character".
 */
export function fitsInXml({ key }: { key: string }): boolean {
  return !NOT_IN_XML.test(key);
}
