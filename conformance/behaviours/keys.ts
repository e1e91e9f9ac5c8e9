import { type Behaviour, type Need, outcomeOf, type Trial } from '../behaviour.ts';
import { abort, emptyUpload, idsOf, list, listParts, type UploadName, uploads } from '../uploads.ts';

/** In bytes, of which a wide letter takes four. */
const LONGEST_KEY = 1_024;

/** Keys that a listing, a marker or a path may spell wrongly. */
const AWKWARD: Array<[name: string, key: string | ((trial: Trial) => string), ...needs: Need[]]> = [
  ['spaces', 'a b/c d.mp4'],
  ['a plus sign', 'a+b.mp4'],
  ['a percent sign', '100%/50%25.mp4'],
  ['what XML escapes', '<a>&"b"\'.mp4'],
  ['letters beyond ASCII', 'größe/日本.mp4'],
  ['1,024 bytes of wide Unicode', wide],
  ['a newline', 'line\nbreak.mp4'],
  // XML has no way to write it: a listing with it in may be of no use to anybody else.
  ['a control character', 'bell\u0007.mp4', 'own bucket'],
  ['empty and dotted names in its path', 'a//b/./c'],
];

export const KEYS: Behaviour[] = [
  ...AWKWARD.map(([name, key, ...needs]) => ({
    title: `lists, verifies and aborts an upload whose key has ${name}`,
    needs,
    observe: (trial: Trial) => cleanUpload(trial, typeof key === 'string' ? key : key(trial)),
    asS3: { listed: 'encoded', parts: '200', abort: '204', left: 0 },
  })),
  {
    title: 'says of a listing under encoding-type=url that its keys are encoded',
    async observe(trial) {
      await uploads(trial, ['a']);
      return (await list(trial, { EncodingType: 'url' })).EncodingType ?? 'does not say so';
    },
    asS3: 'url',
  },
  {
    title: 'encodes the marker of the next page under encoding-type=url, too',
    needs: ['listing by prefix'],
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

/** As long as a key can be with the prefix of the trial. */
function wide({ prefix }: Trial): string {
  const room = LONGEST_KEY - prefix.length;
  return 'x'.repeat(room % 4) + '😀'.repeat(Math.floor(room / 4));
}

/** As the product does: with `encoding-type=url`, decoded here. */
async function cleanUpload(trial: Trial, key: string): Promise<unknown> {
  const name = await startUpload(trial, key);
  if (typeof name === 'string') return name;
  const { Uploads = [] } = await list(trial, { EncodingType: 'url' });
  const spelled = Uploads.find(({ UploadId }) => UploadId === name.UploadId)?.Key;
  const listed = spellingOf(spelled, key);
  const found = listed === 'other' ? { ...name, Key: trial.prefix + (decoded(spelled ?? '') ?? spelled) } : name;
  const [parts, aborted] = [await outcomeOf(listParts(trial, found)), await outcomeOf(abort(trial, found))];
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
