import { activityInfo } from '@temporalio/activity';
import { present } from '../../domain/present.ts';
import type { DialectEntry } from '../../domain/s3/dialect.ts';
import type { Answered, RequestCounts, Target } from '../contract.ts';
import { S3Failure } from '../s3/failures.ts';
import type { S3Gateway } from '../s3/gateway.ts';
import { PacedRequests } from '../s3/pacing/paced-requests.ts';
import { Patience } from '../s3/pacing/patience.ts';
import type { Dependencies, Pace } from './connections.ts';
import { startHeartbeats } from './heartbeats.ts';
import { endAtOnce, Interruption } from './interruption.ts';

/** What an activity uses to ask S3. */
export interface S3Access {
  gateway: S3Gateway;
  /** They are paced and counted, and they are repeated where that may help. */
  requests: PacedRequests;
  /** What the activity has met that AWS does in another way. It tells so with its answer. */
  differs: Set<DialectEntry>;
}

export interface S3Work extends S3Access {
  /** Once it is aborted, nothing more may begin. */
  stop: AbortSignal;
}

/** What the frame of an activity gives to its work. */
export interface Framed extends S3Work {
  /**
   * Access to another bucket of the connection, at the pace of that bucket. Its requests go on when nothing more may begin, until the
   * activity ends; they count as those of the activity.
   */
  beside(target: Target): Pick<S3Access, 'gateway' | 'requests'>;
}

export interface Frame {
  target: Target;
  limits?: Pace;
  /** What a heartbeat says, given the requests that were made so far. */
  details(made: Partial<RequestCounts>): object;
  /** When the workflow cancels the activity, it answers what it did. Default: it fails at once. */
  answersWhenCancelled?: boolean;
}

/**
 * The frame round the work of every activity: the connection, the pace of the bucket, heartbeats, and how the work ends
 * when the activity is cancelled. Answers what the work answers, the requests that it made, what it met that differs from AWS, and how fast
 * S3 lets the worker go.
 */
export async function withS3<Answer extends object>(
  { connect, clock, random }: Pick<Dependencies, 'connect' | 'clock' | 'random'>,
  { target, limits, details, answersWhenCancelled = false }: Frame,
  work: (s3: Framed) => Promise<Answer>,
): Promise<Answer & Answered> {
  const { gateway, ...rates } = connect(target, limits);
  const { adaptiveRate } = rates;
  adaptiveRate.hear(limits?.paces ?? []);
  const { stop, signal, run } = answersWhenCancelled ? new Interruption(clock) : endAtOnce();
  const patience = new Patience(clock, activityInfo().startToCloseTimeoutMs);
  const pacing = { clock, patience, random, signal };
  const requests = new PacedRequests({ ...pacing, ...rates, target, stop });
  const beside = (other: Target) => {
    const { gateway: itsGateway, ...itsRates } = connect(other);
    const { counts } = requests;
    return { gateway: itsGateway, requests: new PacedRequests({ ...pacing, ...itsRates, target: other, counts }) };
  };
  const heartbeats = startHeartbeats(() => details(requests.counts), clock);
  try {
    const differs = new Set<DialectEntry>();
    const answer = await run(() => work({ gateway, requests, stop, differs, beside }));
    const said = present({ dialect: differs.size > 0 ? [...differs].sort() : undefined, pace: adaptiveRate.tell() });
    return { ...answer, ...said, requests: requests.counts };
  } catch (error) {
    heartbeats.lastBeforeFailing();
    // Heartbeats end with their activity. The next one is told by its failure.
    if (error instanceof S3Failure) error.progress = details(requests.counts);
    throw error;
  } finally {
    heartbeats.stop();
    patience.close();
  }
}
