import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Behaviour, outcomeOf, type Trial } from '../behaviour.ts';
import type { Ground } from './first-contact.ts';
import type { Store } from './store.ts';

/** Where trials take place. */
export interface Places {
  store: Store;
  /** The bucket that trials share. */
  bucket: string;
  /** Whether trials may have buckets of their own. */
  createsBuckets: boolean;
  ground: Ground;
  /** How all names begin that the check makes: letters, digits, hyphens. */
  root: string;
}

/** Why a behaviour is not tried. */
export class NotTried {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** A place for the behaviour. `number` is no other trial's; `s3` records what is created. */
export async function placeFor(
  { needs = [] }: Behaviour,
  places: Places,
  number: number,
  s3: S3Client,
): Promise<Trial | NotTried> {
  const { store, bucket, createsBuckets, ground, root } = places;
  const name = `${root}-${String(number).padStart(3, '0')}`;
  const common = { s3, region: store.region, missing: `${root}-none`, clientWith: store.clientWith };
  if (needs.includes('known uploads') && !ground.knowsUploads) {
    return new NotTried('a store that does not know which uploads there are may keep for good what this leaves');
  }
  const wantsOwn = needs.includes('own bucket');
  const countsEntries = needs.includes('listing by prefix');
  // Some stores look at the other keys of a bucket to say whether a page is the last under a prefix.
  if (wantsOwn || (countsEntries && (createsBuckets || !ground.listsByPrefix))) {
    const why = wantsOwn
      ? 'needs a bucket of its own'
      : 'needs a bucket of its own where nothing is listed by a prefix';
    if (!createsBuckets) return new NotTried(why);
    const created = await outcomeOf(s3.send(new CreateBucketCommand({ Bucket: name })));
    if (created !== '200') return new NotTried(`its bucket could not be created: ${created}`);
    return { ...common, bucket: name, prefix: '', listsByPrefix: true };
  }
  if (needs.includes('no versions') && ground.keepsObjects) {
    return new NotTried('writes objects, which would stay: the bucket keeps versions, or s3:DeleteObject is denied');
  }
  return { ...common, bucket, prefix: `${name}-`, listsByPrefix: ground.listsByPrefix };
}
