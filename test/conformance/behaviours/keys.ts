import { type Behaviour, outcomeOf, type Trial } from '../behaviour.ts';
import { abort, emptyUpload, idsOf, list, listParts, type UploadName, uploads } from '../uploads.ts';

const WIDE = '😀'.repeat(256);

/** Keys that a listing, a marker or a path may spell wrongly. */
const AWKWARD: Array<[name: string, key: string]> = [
  ['spaces', 'a b/c d.mp4'],
  ['a plus sign', 'a+b.mp4'],
  ['a percent sign', '100%/50%25.mp4'],
  ['what XML escapes', '<a>&"b"\'.mp4'],
  ['letters beyond ASCII', 'größe/日本.mp4'],
  ['1,024 bytes of wide Unicode', WIDE],
  ['a newline', 'line\nbreak.mp4'],
  ['a control character', 'bell\u0007.mp4'],
  ['empty and dotted names in its path', 'a//b/./c'],
];

export const KEYS: Behaviour[] = [
  ...AWKWARD.map(([name, key]) => ({
    title: `lists, verifies and aborts an upload whose key has ${name}`,
    observe: (trial: Trial) => cleanUpload(trial, key),
    asS3: { listed: 'encoded', parts: '200', abort: '204', left: 0 },
  })),
  {
    title: 'encodes the marker of the next page under encoding-type=url, too',
    async observe(trial) {
      await uploads(trial, ['a b+c/é', 'b']);
      const { NextKeyMarker } = await list(trial, { EncodingType: 'url', MaxUploads: 1 });
      return spellingOf(NextKeyMarker, 'a b+c/é');
    },
    asS3: 'encoded',
  },
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
  const name = await startUpload(trial, key);
  if (typeof name === 'string') return name;
  const { Uploads = [] } = await list(trial, { EncodingType: 'url' });
  const listed = spellingOf(Uploads.find(({ UploadId }) => UploadId === name.UploadId)?.Key, key);
  const [parts, aborted] = [await outcomeOf(listParts(trial, name)), await outcomeOf(abort(trial, name))];
  return { listed, parts, abort: aborted, left: idsOf(await list(trial, { EncodingType: 'url' })).length };
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
