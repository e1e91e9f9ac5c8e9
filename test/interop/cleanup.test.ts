import { CreateBucketCommand, CreateMultipartUploadCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import type { ServerName } from '../conformance/servers/index.ts';
import { againstEachStore, DEADLINE_MS } from './against-stores.ts';
import { putObjects } from './bucket-with-objects.ts';
import { bucketWithUploads, listUploads } from './bucket-with-uploads.ts';
import type { Deployment } from './deployment.ts';

/** More than a page; two keys have ten uploads each. */
const KEYS = [
  ...Array.from({ length: 1_080 }, (_, i) => `videos/2026/clip ${String(i).padStart(4, '0')}+50%.mp4`),
  ...Array<string>(10).fill('videos/2026/often.mp4'),
  ...Array<string>(10).fill('logs/größe & more.log'),
];

const AWKWARD = ['a+b', 'a b', 'x%41', 'line\nbreak', 'bell\u0007', 'a//b/./c', '😀'.repeat(50)];

/** s3proxy spells the bell in its XML, versitygw as another character: nobody can ask them for that upload. */
const REMAINS: Partial<Record<ServerName, Record<string, number>>> = {
  s3proxy: { 'ListParts: InvalidResponse': 1 },
  versitygw: { ListedAgain: 1 },
};

/** s3proxy and Garage keep no versions. LocalStack does, and ends a listing of them early where some were deleted: emptied all the same. */
const KEEPS_NO_VERSIONS: ServerName[] = ['s3proxy', 'Garage'];

const keysLeft = async ({ s3 }: Deployment, bucket: string) => (await listUploads(s3, bucket)).map(({ Key }) => Key);

againstEachStore((at, store) => {
  it(
    'aborts every upload of a bucket and counts each once',
    async () => {
      const { product } = at;
      await bucketWithUploads(product.s3, 'recordings', KEYS);

      const outcome = await product.cleanUp('recordings', '--all');

      const uploads = { selected: KEYS.length, gone: KEYS.length };
      expect(outcome).toMatchObject({ code: 0, answer: { outcome: 'clean', uploads } });
      expect(await keysLeft(product, 'recordings')).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'aborts more uploads of one key than a page holds',
    async () => {
      const { product } = at;
      await bucketWithUploads(product.s3, 'one-key', Array<string>(1_050).fill('often.mp4'));

      const outcome = await product.cleanUp('one-key', '--all');

      expect(outcome).toMatchObject({
        code: 0,
        answer: { outcome: 'clean', uploads: { selected: 1_050, gone: 1_050 } },
      });
      expect(await keysLeft(product, 'one-key')).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'aborts what is under a prefix and leaves the rest',
    async () => {
      const { product } = at;
      await bucketWithUploads(product.s3, 'some', ['logs', 'logs/1', 'logs/2', 'logs/2', 'videos/1']);

      const outcome = await product.cleanUp('some', '--all', '--prefix', 'logs/');

      expect(outcome).toMatchObject({ code: 0, answer: { outcome: 'clean', uploads: { gone: 3 } } });
      expect((await keysLeft(product, 'some')).sort()).toEqual(['logs', 'videos/1']);
    },
    DEADLINE_MS,
  );

  // moto dates every upload 2010-11-10: nobody can tell there what is young.
  const keptYoung = store === 'moto' ? 0 : 2;

  it(
    `${keptYoung === 0 ? 'cannot keep' : 'keeps'} what was initiated after the cut-off`,
    async () => {
      const { product } = at;
      await bucketWithUploads(product.s3, 'aged', ['young/1', 'young/2']);

      const outcome = await product.cleanUp('aged', '--older-than', '1h');

      expect(outcome).toMatchObject({ code: 0, answer: { uploads: { keptYoung, gone: 2 - keptYoung } } });
      expect(await keysLeft(product, 'aged')).toHaveLength(keptYoung);
    },
    DEADLINE_MS,
  );

  it(
    'adds up what uploads hold in a dry run, and aborts none',
    async () => {
      const { product } = at;
      await bucketWithUploads(product.s3, 'measured', ['a/1', 'a/2', 'b/1']);

      const outcome = await product.cleanUp('measured', '--all', '--dry-run', '--measure');

      const measured = { parts: 3, bytes: 3 * 'part of a/1'.length };
      expect(outcome).toMatchObject({ code: 0, answer: { outcome: 'dry-run', uploads: { selected: 3 }, measured } });
      expect(await keysLeft(product, 'measured')).toHaveLength(3);
    },
    DEADLINE_MS,
  );

  const left = REMAINS[store];

  it(
    `${left ? 'says what remains' : 'ends clean'} where keys are awkward`,
    async () => {
      const { product } = at;
      await product.s3.send(new CreateBucketCommand({ Bucket: 'awkward' }));
      const starts = AWKWARD.map((Key) => new CreateMultipartUploadCommand({ Bucket: 'awkward', Key }));
      const started = await Promise.allSettled(starts.map((start) => product.s3.send(start)));

      const outcome = await product.cleanUp('awkward', '--all', '--give-up-after', '1s');

      expect(started.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(4);
      const failed = { code: 3, answer: { error: { type: 'UploadsRemain', details: { remaining: left } } } };
      expect(outcome).toMatchObject(left ? failed : { code: 0, answer: { outcome: 'clean' } });
    },
    DEADLINE_MS,
  );

  it(
    'prepares a bucket: aborts its uploads, deletes its objects in all their versions, and the bucket',
    async () => {
      const { product } = at;
      const uploads = Array.from({ length: 100 }, (_, n) => `raw/${n}`);
      await bucketWithUploads(product.s3, 'old-photos', uploads);
      const objects = await putObjects(product.s3, 'old-photos', !KEEPS_NO_VERSIONS.includes(store));

      const flags = ['--empty-objects', '--delete-bucket', '--confirm', 'old-photos'];
      const outcome = await product.prepare('old-photos', ...flags);

      const answer = { deleted: true, uploads: { gone: uploads.length }, objects };
      expect(outcome).toMatchObject({ code: 0, answer });
      await expect(product.s3.send(new HeadBucketCommand({ Bucket: 'old-photos' }))).rejects.toMatchObject({
        $metadata: { httpStatusCode: 404 },
      });
    },
    DEADLINE_MS,
  );
});
