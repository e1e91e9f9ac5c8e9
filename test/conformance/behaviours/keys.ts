import { type Behaviour, outcomeOf, type Trial } from '../behaviour.ts';
import { abort, emptyUpload, keysOf, list, listParts, type UploadName } from '../uploads.ts';

/** With the key beside it one byte longer. */
const WIDE = `${'😀'.repeat(255)}abc`;

/** Keys that a listing, a marker or a path may spell wrongly. */
const AWKWARD: Array<[name: string, key: string]> = [
  ['spaces', 'a b/c d.mp4'],
  ['a plus sign', 'a+b.mp4'],
  ['a percent sign', '100%/50%25.mp4'],
  ['what XML escapes', '<a>&"b"\'.mp4'],
  ['letters beyond ASCII', 'größe/日本.mp4'],
  ['1,023 bytes of wide Unicode', WIDE],
  ['a newline', 'line\nbreak.mp4'],
  ['a control character', 'bell\u0007.mp4'],
  ['empty and dotted names in its path', 'a//b/./c'],
];

export const KEYS: Behaviour[] = [
  ...AWKWARD.map(([name, key]) => ({
    title: `lists, verifies and aborts an upload whose key has ${name}`,
    observe: (trial: Trial) => cleanUpload(trial, key),
    asS3: { listed: 'encoded', marker: 'encoded', parts: '200', abort: '204', left: [] },
  })),
  {
    title: 'refuses a key of more than 1,024 bytes',
    async observe(trial) {
      const made = await startUpload(trial, 'é'.repeat(513));
      return typeof made === 'string' ? made : 'takes it';
    },
    asS3: '400 KeyTooLongError',
  },
];

/** As the product does: with `encoding-type=url`, decoded here. */
async function cleanUpload(trial: Trial, key: string): Promise<unknown> {
  const made = await startUpload(trial, key);
  const next = await startUpload(trial, `${key}~`);
  if (typeof made === 'string' || typeof next === 'string')
    return [made, next].map((it) => (typeof it === 'string' ? it : 'takes it'));
  const { Uploads = [], NextKeyMarker } = await list(trial, { EncodingType: 'url', MaxUploads: 1 });
  const name = { ...made, Key: key };
  const [parts, aborted] = [await outcomeOf(listParts(trial, name)), await outcomeOf(abort(trial, name))];
  return {
    listed: spellingOf(Uploads[0]?.Key, key),
    marker: spellingOf(NextKeyMarker, key),
    parts,
    abort: aborted,
    left: keysOf(await list(trial, { EncodingType: 'url' })).filter((left) => spellingOf(left, key) !== 'other'),
  };
}

/** The outcome instead where the server takes no such key. */
async function startUpload(trial: Trial, key: string): Promise<UploadName | string> {
  try {
    return await emptyUpload(trial, key);
  } catch (error) {
    return await outcomeOf(Promise.reject(error));
  }
}

/** Form encoding; a slash may stay. A key that needs none is the same both ways: that is taken for encoded. */
function spellingOf(spelled: string | undefined, key: string): string {
  if (spelled === undefined || spelled === '') return 'absent';
  if (isEncoded(spelled) && decoded(spelled) === key) return 'encoded';
  return spelled === key ? 'as it is' : 'other';
}

const isEncoded = (spelled: string) => /^[\x21-\x7e]*$/.test(spelled);

function decoded(spelled: string): string | undefined {
  try {
    return decodeURIComponent(spelled.replaceAll('+', '%20'));
  } catch {
    return undefined;
  }
}
