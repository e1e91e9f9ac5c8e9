/**
 * What an S3 may do in another way than AWS, by name and in words: the one table of it. It is found out from answers, never from the
 * name of a host. What is not met has no entry, and AWS has none.
 */
export const DIALECT = {
  'keys-not-encoded': 'the keys of a listing are not encoded',
  'keys-encoded-unsaid': 'the keys of a listing are encoded, and it does not say so',
  'keys-plus-not-encoded': 'a plus sign in a key is not encoded, all else is',
  'marker-not-encoded': 'the marker of the next page is not encoded, the keys are',
  'marker-unsaid': 'a truncated page does not say which upload the next one begins behind',
  'key-marker-repeats': 'a listing behind a key lists that key once more',
  'listed-at-once': 'a listing comes all at once, whatever page is asked for',
  'listed-in-no-key-order': 'a listing is not in the order of keys',
  'prefix-is-a-name': 'a prefix lists only the object of exactly that name',
  'no-uploads-is-an-error': 'the listing of a bucket without uploads is NoSuchUpload',
  'initiated-unsaid': 'the listing does not say when some uploads were initiated',
  'initiator-unsaid': 'the listing does not say who initiated some uploads',
  'gone-is-no-such-key': 'an upload that is gone is NoSuchKey',
  'gone-is-not-found': 'an upload that is gone is a 404 that does not say NoSuchUpload',
  'owner-unchecked': 'the expected owner of a bucket is not checked: --expected-bucket-owner guards nothing',
  'no-versions': 'there are no versions: an object is deleted for good at once',
  'deleted-whole': 'a bucket is deleted with the objects in it, which are not counted then',
  'delete-objects-by-md5': 'DeleteObjects needs Content-MD5',
  'no-delete-objects': 'DeleteObjects is refused: each object takes a request of its own',
} as const;

/** By its name in the table. */
export type DialectEntry = keyof typeof DIALECT;

/** The entry in words; a name that a newer worker knows stands for itself. */
export function inWords(entry: string): string {
  return (DIALECT as Record<string, string>)[entry] ?? entry;
}

/** What two answers met, each entry once. */
export function merged(met: string[] = [], also: string[] = []): string[] {
  return [...new Set([...met, ...also])].sort();
}
