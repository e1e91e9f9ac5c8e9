import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  PutObjectLegalHoldCommand,
} from '@aws-sdk/client-s3';
import type { ListedObject } from '../../../activities/s3/bucket-gateway.ts';
import { outcomeOf } from '../../behaviour.ts';
import type { LeftBehind } from '../contract.ts';
import { inLanes } from '../lanes.ts';
import { removeUpload, uploadsUnder } from './remove-uploads.ts';
import type { Tidying } from './tidying.ts';

/** Empties and deletes the buckets of the check. */
export class BucketRemoval {
  readonly #tidying: Tidying;
  readonly #gone = new Set<string>();

  constructor(tidying: Tidying) {
    this.#tidying = tidying;
  }

  /** Answers those that are still there. */
  async remove(): Promise<LeftBehind['buckets']> {
    const buckets = this.#tidying.belongings.buckets.filter((bucket) => !this.#gone.has(bucket));
    const reasons = await inLanes(buckets, (bucket) => removeBucket(this.#tidying, bucket));
    return buckets.flatMap((bucket, at) => {
      const reason = reasons[at];
      if (reason !== undefined) return [{ bucket, reason }];
      this.#gone.add(bucket);
      return [];
    });
  }
}

/** Undefined: it is gone. Else what stands in the way. */
async function removeBucket(tidying: Tidying, Bucket: string): Promise<string | undefined> {
  const { s3 } = tidying.store;
  const options = { abortSignal: tidying.signal };
  const isGone = async () => (await outcomeOf(s3.send(new HeadBucketCommand({ Bucket }), options))).startsWith('404');
  if (await isGone()) return undefined;
  await removeUploads(tidying, Bucket).catch(() => {});
  await removeVersions(tidying, Bucket).catch(() => {});
  const deleted = await outcomeOf(s3.send(new DeleteBucketCommand({ Bucket }), options));
  return (await isGone()) ? undefined : `DeleteBucket: ${deleted}`;
}

async function removeUploads(tidying: Tidying, bucket: string): Promise<void> {
  const uploads = await uploadsUnder(tidying, { bucket, root: '', listsByPrefix: true });
  await inLanes(uploads, (upload) => removeUpload(tidying, bucket, upload));
}

async function removeVersions({ store, signal }: Tidying, bucket: string): Promise<void> {
  const { gateway, s3 } = store;
  const options = { abortSignal: signal };
  const page = async (versions: boolean) =>
    gateway.buckets?.listObjects({ target: store.target(bucket), versions, maxKeys: 1_000 }, signal);
  // A store without versions may list none, although objects are there.
  const versions = await page(true).catch(() => undefined);
  const { objects } = (versions?.objects.length ? versions : await page(false)) ?? { objects: [] };
  await inLanes(objects, async ({ key: Key, versionId: VersionId }: ListedObject) => {
    const name = { Bucket: bucket, Key, VersionId };
    const remove = () => outcomeOf(s3.send(new DeleteObjectCommand(name), options));
    if ((await remove()).startsWith('2')) return;
    await outcomeOf(s3.send(new PutObjectLegalHoldCommand({ ...name, LegalHold: { Status: 'OFF' } }), options));
    await remove();
  });
}
