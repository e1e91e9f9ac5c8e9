import type { BucketDescription } from '../../activities/bucket/contract.ts';
import { addTo } from '../../domain/counts.ts';
import { present } from '../../domain/present.ts';
import { activities } from '../durable/activities.ts';
import { FIRST_CONTACT_POLICY } from '../durable/policies.ts';
import type { Fleet } from './job.ts';
import type { Place } from './place.ts';

export type Described = Pick<BucketDescription, 'region' | 'lifecycle'>;

/** Where the bucket is, and what its lifecycle does. What S3 does not tell is unknown: it stops no cleanup. Never rejects. */
export async function describe({ request, state }: Fleet, { connection, bucket }: Place): Promise<Described> {
  const { expectedBucketOwner } = request.cleanup;
  const { describeBucket } = activities(FIRST_CONTACT_POLICY, `the region and the lifecycle of ${bucket}`);
  try {
    const target = { connection, bucket, ...present({ expectedBucketOwner }) };
    const { requests, region, lifecycle } = await describeBucket({ target });
    addTo(state.requests, requests);
    return { region, lifecycle };
  } catch {
    return { region: null, lifecycle: { abortsAfterDays: 'unknown' } };
  }
}
