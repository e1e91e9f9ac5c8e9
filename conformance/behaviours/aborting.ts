import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { type Behaviour, outcomeOf } from '../behaviour.ts';
import { abort, complete, emptyUpload, idsOf, keysOf, list, listParts, putPart, upload, uploads } from '../uploads.ts';

export const ABORTING: Behaviour[] = [
  {
    title: 'frees an upload at its abort: it is listed no more, and ListParts answers NoSuchUpload',
    async observe(trial) {
      const name = await upload(trial, 'a');
      const aborted = await outcomeOf(abort(trial, name));
      return { aborted, listed: keysOf(await list(trial)), parts: await outcomeOf(listParts(trial, name)) };
    },
    asS3: { aborted: '204', listed: [], parts: '404 NoSuchUpload' },
  },
  {
    title: 'aborts an upload without parts',
    async observe(trial) {
      const name = await emptyUpload(trial, 'a');
      return { aborted: await outcomeOf(abort(trial, name)), listed: keysOf(await list(trial)) };
    },
    asS3: { aborted: '204', listed: [] },
  },
  {
    title: 'aborts one upload of a key and leaves the others',
    async observe(trial) {
      const [first, second, third] = await uploads(trial, ['same', 'same', 'same']);
      if (second) await abort(trial, second);
      const left = idsOf(await list(trial));
      return [first, second, third].map((name) => left.includes(name?.UploadId));
    },
    asS3: [true, false, true],
  },
  {
    title: 'answers NoSuchUpload to an abort and a ListParts of an upload ID it never gave',
    async observe(trial) {
      const name = { Bucket: trial.bucket, Key: `${trial.prefix}a`, UploadId: 'never-given' };
      return [await outcomeOf(abort(trial, name)), await outcomeOf(listParts(trial, name))];
    },
    asS3: ['404 NoSuchUpload', '404 NoSuchUpload'],
  },
  {
    title: 'answers NoSuchUpload to an abort by the upload ID of another key, and aborts nothing',
    needs: ['own bucket', 'known uploads'],
    async observe(trial) {
      const name = await upload(trial, 'a');
      const aborted = await outcomeOf(abort(trial, { ...name, Key: `${trial.prefix}b` }));
      return { aborted, listed: keysOf(await list(trial)) };
    },
    asS3: { aborted: '404 NoSuchUpload', listed: ['a'] },
  },
  {
    title: 'answers a second abort as if the upload were gone: 204 or NoSuchUpload',
    async observe(trial) {
      const name = await upload(trial, 'a');
      await abort(trial, name);
      return GONE.includes(await outcomeOf(abort(trial, name)));
    },
    asS3: true,
  },
  {
    title: 'takes no part of an upload that was aborted',
    needs: ['own bucket', 'known uploads'],
    async observe(trial) {
      const name = await upload(trial, 'a');
      await abort(trial, name);
      const part = await outcomeOf(putPart(trial, name, 2));
      return { part, partsLeft: await outcomeOf(listParts(trial, name)), listed: keysOf(await list(trial)) };
    },
    asS3: { part: '404 NoSuchUpload', partsLeft: '404 NoSuchUpload', listed: [] },
  },
  {
    title: 'keeps the object of an upload that was completed between listing and abort',
    needs: ['no versions'],
    async observe(trial) {
      const name = await upload(trial, 'a');
      await complete(trial, name);
      const aborted = await outcomeOf(abort(trial, name));
      const object = trial.s3.send(new HeadObjectCommand({ Bucket: name.Bucket, Key: name.Key }));
      return {
        saysGone: GONE.includes(aborted),
        parts: await outcomeOf(listParts(trial, name)),
        listed: keysOf(await list(trial)),
        object: await outcomeOf(object),
      };
    },
    asS3: { saysGone: true, parts: '404 NoSuchUpload', listed: [], object: '200' },
  },
  {
    title: 'leaves an object readable when the upload that it was made of is aborted afterwards',
    needs: ['no versions'],
    async observe(trial) {
      const name = await upload(trial, 'a');
      await complete(trial, name);
      await abort(trial, name).catch(() => undefined);
      const { Body } = await trial.s3.send(new GetObjectCommand({ Bucket: trial.bucket, Key: name.Key }));
      return (await Body?.transformToByteArray())?.length;
    },
    asS3: 'part 1'.length,
  },
  {
    title: 'answers NoSuchBucket to an abort and a ListParts in a bucket that does not exist',
    async observe(trial) {
      const name = { Bucket: trial.missing, Key: 'a', UploadId: 'never-given' };
      return [await outcomeOf(abort(trial, name)), await outcomeOf(listParts(trial, name))];
    },
    asS3: ['404 NoSuchBucket', '404 NoSuchBucket'],
  },
];

/** AWS is reported to answer 204 for hours, and NoSuchUpload after that. */
const GONE = ['204', '404 NoSuchUpload'];
