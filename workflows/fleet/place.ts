import type { Waiting } from './contract.ts';

/** A bucket of a fleet, and how it is reached. */
export interface Place {
  connection: string;
  bucket: string;
  /** As of `Waiting`. */
  apart: boolean;
}

/**
 * What the bucket is called in a status, and in the ID of its job. Neither has a slash or a colon: no bucket but an ARN, and no
 * connection of a fleet.
 */
export function nameOf({ connection, bucket, apart }: Place): string {
  return apart ? `${connection}:${bucket}` : bucket;
}

/** The buckets in the order of their names, so that several S3s have their turn. */
export function inOrder(places: Place[]): Place[] {
  return [...places].sort((a, b) => compare(a.bucket, b.bucket) || compare(a.connection, b.connection));
}

export function placesOf(waiting: Waiting[]): Place[] {
  return inOrder(
    waiting.flatMap(({ connection, apart, buckets }) => buckets.map((bucket) => ({ connection, apart, bucket }))),
  );
}

export function waitingOf(places: Place[]): Waiting[] {
  const groups = new Map<string, Waiting>();
  for (const { connection, apart, bucket } of places) {
    const key = `${connection}:${apart}`;
    const group = groups.get(key) ?? { connection, apart, buckets: [] };
    group.buckets.push(bucket);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
