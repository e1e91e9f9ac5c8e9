import type { AbortBehaviour } from './behaviour.ts';
import type { BucketOptions } from './bucket.ts';
import type { FaultRule } from './faults.ts';
import type { SettleViolation } from './log.ts';
import type { RateShape } from './rate.ts';
import type { RequestMatch } from './rules.ts';
import type { UploadSpec } from './seed.ts';
import type { SimulatedS3, SimulatedUpload } from './simulated-s3.ts';

/** A rule that JSON can carry: its key is a prefix. */
export type JsonRule<T extends RequestMatch> = Omit<T, 'key'> & { key?: string };

/** Uploads to begin with; `{n}` in the key becomes the number of the upload, in seven digits. */
export interface SeedRequest extends UploadSpec {
  bucket: string;
  count: number;
  /** The first number. Default 0. */
  first?: number;
}

/** What is left in a bucket, with up to 100 of the uploads. */
export interface Remaining {
  count: number;
  uploads: SimulatedUpload[];
}

/** The switches of a SimulatedS3 in another process; each takes and gives JSON. */
export const controlCommands = {
  createBucket: (s3: SimulatedS3, { bucket, ...options }: { bucket: string } & BucketOptions): null => {
    s3.createBucket(bucket, options);
    return null;
  },
  removeBucket: (s3: SimulatedS3, { bucket }: { bucket: string }): null => {
    s3.removeBucket(bucket);
    return null;
  },
  seedUploads: (s3: SimulatedS3, { bucket, count, first = 0, ...spec }: SeedRequest): null => {
    const keyOf = (index: number) => spec.key.replace('{n}', String(first + index).padStart(7, '0'));
    s3.seedUploads(bucket, count, (index) => ({ ...spec, key: keyOf(index) }));
    return null;
  },
  /** Answers the rule's ID, for `remove`. */
  fail: (s3: SimulatedS3, rule: JsonRule<FaultRule>): number => keep(s3, s3.fail(rule)),
  deny: (s3: SimulatedS3, rule: JsonRule<RequestMatch>): number => keep(s3, s3.deny(rule)),
  behave: (s3: SimulatedS3, rule: JsonRule<RequestMatch & AbortBehaviour>): number => keep(s3, s3.behave(rule)),
  remove: (s3: SimulatedS3, { id }: { id: number }): null => {
    removersOf(s3)[id]?.();
    return null;
  },
  setLatency: (s3: SimulatedS3, { ms }: { ms: number }): null => {
    s3.setLatency(ms);
    return null;
  },
  limitRate: (
    s3: SimulatedS3,
    { perSecond, bucket, shape }: { perSecond: number | null; bucket?: string; shape?: RateShape },
  ): null => {
    s3.limitRate(perSecond ?? undefined, bucket, shape);
    return null;
  },
  outage: async (s3: SimulatedS3, { on }: { on: boolean }): Promise<null> => {
    await s3.outage(on);
    return null;
  },
  counts: (s3: SimulatedS3): Record<string, Record<string, number>> => s3.log.counts(),
  /** Forgets the entries of the log and the counts. */
  clearLog: (s3: SimulatedS3): null => {
    s3.log.clear();
    return null;
  },
  peakInFlight: (s3: SimulatedS3): number => s3.peakInFlight,
  settleViolations: (s3: SimulatedS3, { settleMs }: { settleMs: number }): SettleViolation[] =>
    s3.log.settleViolations(settleMs),
  remaining: (s3: SimulatedS3, { bucket }: { bucket: string }): Remaining => {
    const uploads = s3.uploads(bucket);
    return { count: uploads.length, uploads: uploads.slice(0, 100) };
  },
};

/** The rules set from outside, by server; a rule's ID is its place. */
const removers = new WeakMap<SimulatedS3, Array<() => void>>();

function removersOf(s3: SimulatedS3): Array<() => void> {
  const kept = removers.get(s3) ?? [];
  removers.set(s3, kept);
  return kept;
}

function keep(s3: SimulatedS3, remover: () => void): number {
  return removersOf(s3).push(remover) - 1;
}
