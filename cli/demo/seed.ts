import type { SimulatedS3 } from '../../simulated-s3/index.ts';

export const DEMO_BUCKET = 'demo-bucket';

const DAY_MS = 86_400_000;
const MIB = 1_048_576;
const PREFIXES = ['video/', 'backups/', 'logs/'];

/**
 * What is in the bucket. Of every hundred old uploads, two need several aborts, and one gets a part after its abort.
 */
export interface Seeded {
  old: number;
  stubborn: number;
  late: number;
  /** Initiated today: must be kept. */
  young: number;
}

/** Fills a bucket with incomplete uploads, as crashed and interrupted clients leave them. */
export function seedBucket(s3: SimulatedS3, old: number): Seeded {
  s3.createBucket(DEMO_BUCKET);
  const now = Date.now();
  const young = Math.max(1, Math.round(old / 40));
  s3.seedUploads(DEMO_BUCKET, old, (index) => ({
    key: `${PREFIXES[index % PREFIXES.length]}${String(index).padStart(7, '0')}.bin`,
    initiated: new Date(now - (8 + (index % 300)) * DAY_MS),
    initiator: `arn:aws:iam::111122223333:user/${index % 4 === 0 ? 'uploader' : 'nightly-backup'}`,
    parts: Array.from({ length: 1 + (index % 3) }, () => ({ size: 8 * MIB })),
    ...(isStubborn(index) && { abortsNeeded: 2 + (index % 2) }),
    ...(isLate(index) && { latePart: { afterMs: 500, size: 8 * MIB } }),
  }));
  s3.seedUploads(DEMO_BUCKET, young, (index) => ({ key: `video/today-${index}.mp4`, parts: [{ size: 8 * MIB }] }));
  return { old, stubborn: countUpTo(old, isStubborn), late: countUpTo(old, isLate), young };
}

const isStubborn = (index: number) => index % 50 === 7;
const isLate = (index: number) => index % 100 === 31;

function countUpTo(end: number, matches: (index: number) => boolean): number {
  return Array.from({ length: end }, (_, index) => matches(index)).filter(Boolean).length;
}
