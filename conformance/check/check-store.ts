import { randomBytes } from 'node:crypto';
import type { S3ConnectionConfig } from '../../activities/s3/sdk/client.ts';
import { SECTIONS, type Section } from '../behaviours/index.ts';
import type { CheckedSection, CheckReport, LeftBehind, Verdict } from './contract.ts';
import { createOwnBucket, firstContact, type Ground, listOnce } from './first-contact.ts';
import { Requests } from './requests.ts';
import { openStore, type Store } from './store.ts';
import { Belongings } from './tidy/belongings.ts';
import { tidyUp } from './tidy/tidy-up.ts';
import { tryBehaviours } from './try-behaviours.ts';

export interface CheckOptions {
  connection: S3ConnectionConfig;
  /** What the connection is called. */
  connectionName: string;
  /** In which only names of the check's own are touched. Absent: a bucket is created, and deleted at the end. */
  bucket?: string | undefined;
  /** Ends the check early; what it made is removed all the same. */
  signal: AbortSignal;
  /** Told where the check works, before it begins. */
  onPlace?: (place: { bucket: string; prefix: string; behaviours: number }) => void;
  onTried?: () => void;
  /** Told what could not be removed where the check rejects. */
  onLeft?: (left: LeftBehind) => void;
  /** What is tried. Default: everything. */
  sections?: Section[];
}

/**
 * Tries which of S3's behaviours a store has, with uploads, objects and buckets of its own, and leaves nothing of them. Rejects
 * with CheckFailure where the store cannot be tried, with the signal's reason where it is ended early.
 */
export async function checkStore(options: CheckOptions): Promise<CheckReport> {
  const { connection, connectionName, bucket: lent, sections = SECTIONS } = options;
  const startedAt = new Date().toISOString();
  const root = `s3-cleanup-check-${randomBytes(8).toString('hex')}`;
  const bucket = lent ?? root;
  const store = await openStore(connection, connectionName);
  const belongings = new Belongings(root, lent);
  let ground: Ground | undefined;
  let tried: CheckedSection[] | undefined;
  let left: LeftBehind | undefined;
  try {
    options.onPlace?.({ bucket, prefix: root, behaviours: sections.flatMap(({ behaviours }) => behaviours).length });
    ground = await begin(store, belongings, { bucket, lent, root, signal: options.signal });
    const places = { store, bucket, createsBuckets: lent === undefined, ground, root };
    const { signal, onTried = () => {} } = options;
    tried = await tryBehaviours(sections, { places, belongings, signal, onTried });
  } finally {
    const { listsByPrefix = true } = ground ?? {};
    left = await tidyUp(store, belongings, lent ? { bucket: lent, root, listsByPrefix } : undefined);
    if (!tried) options.onLeft?.(left);
    store.close();
  }
  return {
    endpoint: await store.endpoint(),
    region: store.region,
    connection: connectionName,
    bucket,
    bucketCreated: lent === undefined,
    prefix: root,
    startedAt,
    finishedAt: new Date().toISOString(),
    ...verdictOn(tried),
    left,
  };
}

interface Beginning {
  bucket: string;
  lent: string | undefined;
  root: string;
  signal: AbortSignal;
}

async function begin(store: Store, belongings: Belongings, { bucket, lent, root, signal }: Beginning): Promise<Ground> {
  const s3 = store.clientWith({});
  belongings.watch(s3);
  new Requests(signal).watch(s3);
  await listOnce(store, bucket, signal, lent === undefined);
  if (lent === undefined) {
    await createOwnBucket(s3, bucket);
    await listOnce(store, bucket, signal, false);
  }
  const ground = await firstContact(s3, bucket, `${root}-000-first`);
  signal.throwIfAborted();
  return ground;
}

function verdictOn(sections: CheckedSection[]): Pick<CheckReport, 'works' | 'counts' | 'sections'> {
  const counts: Record<Verdict, number> = { asS3: 0, handled: 0, limited: 0, fails: 0, notTried: 0 };
  for (const { verdict } of sections.flatMap(({ behaviours }) => behaviours)) counts[verdict] += 1;
  return { works: counts.fails === 0, counts, sections };
}
