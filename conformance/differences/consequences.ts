/**
 * handled: the product makes up for it. limited: something that not every job needs does not work. fails: what every job needs
 * does not work.
 */
export type Effect = 'handled' | 'limited' | 'fails';

export interface Consequence {
  effect: Effect;
  /** What the product does about it, or what does not work then. Markdown, without links. */
  says: string;
}

const handled = (says: string): Consequence => ({ effect: 'handled', says });
const limited = (says: string): Consequence => ({ effect: 'limited', says });
const fails = (says: string): Consequence => ({ effect: 'fails', says });

/** What follows from differences between S3s. Several differences may have the same consequence. */
export const CONSEQUENCES = {
  'no such listing': handled('A listing answered with NoSuchUpload is taken for an empty one.'),
  'no initiators': limited('Initiators are missing from the report.'),
  'no owners': handled('Nothing needs the owner of an upload.'),
  'uploads unseen': fails('No job can see what the listing leaves out: it ends clean although uploads are left.'),
  'ranges need an order': handled('Ranges of keys are cut only in listings in the order of keys.'),
  'pages in key order': handled(
    'A page in an order of its own that goes on from its greatest key is put in the order of keys. Ranges of keys are cut only in listings in that order.',
  ),
  'order within a key': handled('Nothing needs the order of the uploads of one key.'),
  'last part tells the age': handled(
    'An upload that is being written stays young under `--older-than`, which is the safe side.',
  ),
  'no ages': limited('An upload of unknown age is young: `--older-than` keeps it, `--all` takes it.'),
  'wrong ages': fails(
    'Ages cannot be relied on: `--older-than` and `--initiated-before` take uploads that are younger, or keep older ones. Use `--all`.',
  ),
  'looks behind the prefix': handled(
    'Where nothing is listed under a prefix, the product asks once for the first upload behind the prefix. If that upload is under the prefix after all, the product lists the whole bucket and looks for the prefix itself.',
  ),
  'prefix looked at again': handled('The product looks at the prefix of every key that is listed.'),
  'missing bucket unnamed': limited(
    'A bucket that does not exist is not recognised as such: a job on it fails for another reason, or gives up.',
  ),
  'missing bucket by its listing': handled('A bucket that is gone is known by its listing and its HEAD.'),

  'own pages': handled(
    'The product cuts a listing that comes all at once into pages, by key and upload ID, so that no activity, no history and no abort is too large. Every page costs a listing of everything.',
  ),
  'asked whole': handled(
    'A store that refuses to list in pages is asked for everything at once, which is cut into pages here.',
  ),
  'own markers': handled(
    'Where a truncated page does not say where to go on, or names the upload behind, the listing goes on from its last upload.',
  ),
  'listing ends early': fails('A listing ends before its end: a job misses uploads.'),
  'truncated alone tells': handled('Only `IsTruncated` says whether there is more.'),
  'back to a whole key': handled(
    'When a server refuses a marker in the middle of a key, the listing goes back to the last key that was listed to its end.',
  ),
  'listed once': handled('No upload at or before a marker is counted twice.'),
  'one long key': limited(
    'A key with more uploads than a page holds cannot be listed to its end. A job gets there all the same, because it aborts what it has listed. A dry run fails with `Unsupported`, and so does a job on a key with more than 1,000 uploads that are kept.',
  ),
  'stands still': limited('A listing that stands still fails with `Unsupported`.'),
  'whole listing': handled('Markers that are ignored bring the whole listing again; it is cut into pages here.'),
  'never asked': handled('The product never asks this: its two markers are those of one upload.'),
  'fresh listing': handled('Every job ends with a fresh listing, which finds what was initiated meanwhile.'),

  'decoded where encoded': handled(
    'Keys are decoded only where the answer says that they are encoded. A key that is visibly not encoded is left as it is.',
  ),
  'found by its ID': handled('The server finds an upload by its ID, whatever the spelling of its key.'),
  'no such key': handled('No upload can have such a key.'),
  'key unread': limited(
    'An upload with such a key remains, and the job names it with exit code 3: the server does not know it by the key that it lists, or nobody can read its answers.',
  ),
  'any length': handled('A key is taken as it is listed, whatever its length.'),

  'gone either way': handled('An empty list and `NoSuchUpload` both mean gone, and a 204 means nothing.'),
  'gone in other words': handled(
    'The code of a 404 does not matter where S3 has accepted an abort, or lists the upload no more.',
  ),
  'not freed': fails('An abort does not free an upload, or nothing proves it: jobs end with `UploadsRemain`.'),
  'exact name': handled('An abort always names the key and the upload ID of the same listed upload.'),
  'late part stays': limited(
    'A part that is taken after an abort cannot be removed by any further abort. The job ends with `UploadsRemain` and names the upload.',
  ),
  'late part refused': handled('Nothing needs the code: a late part leaves nothing.'),
  'others aborted': fails('An abort takes other uploads with it.'),
  'object lost': fails('The abort of an upload that was completed meanwhile destroys its object.'),
  'remnant kept': limited(
    'An abort of what is left of a completed upload destroys its object. An upload that looks like that is kept, and named `LooksCompleted`, unless `--keep-completed never` says otherwise.',
  ),
  'completed listed': limited('A completed upload may be listed on; its object is there all the same.'),
  'abort again refused': limited('A second abort of the same upload may be reported as refused.'),
  'no sizes': limited('`--measure` cannot be relied on.'),
  'wrong part times': limited('`--idle-for` cannot be relied on.'),
  'no part times': limited('`--idle-for` and `--measure` cannot be relied on.'),
  'parts at once': handled('Only `IsTruncated` says whether there are more parts.'),

  'deleted when clean': handled('A bucket is deleted only after its uploads are gone.'),
  'deletes what is not empty': limited(
    '`prepare --delete-bucket` takes with it what is written at the last moment. Let nobody write to the bucket.',
  ),
  'not deleted': limited('`prepare --delete-bucket` does not work.'),
  'no versions': handled('A bucket that cannot have versions is emptied of its objects.'),
  'in rounds': handled('A bucket is emptied in rounds, until a listing from the beginning shows nothing.'),
  'begun again': handled(
    'Where a server refuses to list on from an object that was deleted meanwhile, the listing begins again.',
  ),
  'no policies': limited(
    '`prepare --block-new-uploads` fails with `Unsupported`, before it touches anything, and says what to leave out.',
  ),
  'not emptied': limited('`prepare --empty-objects` does not work.'),
  'deleted in another way': handled(
    'Where DeleteObjects is refused, the same objects are asked for with Content-MD5, then one by one.',
  ),
  'only refusals count': handled('Only what is named as an error counts as not deleted.'),
  'words of a lock': handled('The words "object lock" or "WORM" tell Object Lock from a missing permission.'),
  'holds not kept': limited('Nothing holds an object: `prepare --empty-objects` deletes it under a legal hold, too.'),
  'holds unseen': limited('`prepare --empty-objects` may not say that a legal hold is what keeps an object.'),

  'owner unchecked': limited('`--expected-bucket-owner` guards nothing, and `prepare` says so in its report.'),
  'owner unsupported': limited(
    'A job with `--expected-bucket-owner` fails with `Unsupported`, before it touches anything, and says to leave it out.',
  ),
  'key unknown in other words': handled('An unknown access key is a failure of type `AccessDenied`.'),
  'refused in other words': limited('A refusal of the credentials may not be recognised as such.'),
  'anybody may': handled('The product does not need this refusal.'),
  'any region': handled('The region of the connection does not matter.'),
} satisfies Record<string, Consequence>;

export type ConsequenceName = keyof typeof CONSEQUENCES;
