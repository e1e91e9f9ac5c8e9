import type { Target } from '../../contract.ts';
import { withoutTemporal } from '../../frame/without-temporal.ts';
import type { LifecycleText } from '../../s3/bucket-gateway.ts';
import { systemClock } from '../../s3/clock.ts';
import { Refusal } from '../../s3/failures.ts';
import type { S3ConnectionConfig } from '../../s3/sdk/client.ts';
import type { BucketAccess } from '../with-bucket.ts';
import { differences } from './compare.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import type { LifecycleReport } from './contract.ts';
import { reportOf } from './report.ts';
import { type Change, withAbortRule } from './with-abort-rule.ts';

export type { LifecycleReport } from './contract.ts';

/** What the lifecycle rules of a bucket do about incomplete uploads, without Temporal. Fails as activities do. */
export async function showLifecycle(
  connection: S3ConnectionConfig,
  target: Target,
  signal: AbortSignal,
): Promise<LifecycleReport> {
  return await asked(connection, target, signal, async (access) => {
    const { configuration } = await read(access);
    return reportOf(target.bucket, configuration);
  });
}

/**
 * Gives a bucket a rule that aborts incomplete uploads after so many days, or changes ours; every other rule stays as it is, to the byte.
 * S3 cannot be asked to write only where nothing has changed, so it is read again afterwards. Fails with Unsupported where the rules
 * cannot be read, and with LifecycleChanged where somebody else changed them at the same time.
 */
export async function abortAfterDays(
  connection: S3ConnectionConfig,
  target: Target,
  days: number,
  signal: AbortSignal,
): Promise<LifecycleReport> {
  return await asked(connection, target, signal, async (access) => {
    const before = await read(access);
    const change = withAbortRule(before.configuration, days);
    if (!change) return { ...reportOf(target.bucket, before.configuration), change: 'none' };
    const { minimumSize } = before.text ?? {};
    const text = { xml: change.xml, ...(minimumSize !== undefined && { minimumSize }) };
    await access.requests.send('bucket', (tried) => access.bucket.putLifecycle(target, text, tried));
    return await shownBy(access, before.configuration, change, signal);
  });
}

interface Read {
  text: LifecycleText | undefined;
  configuration: Configuration | undefined;
}

async function read({ target, bucket, requests }: BucketAccess): Promise<Read> {
  const text = await requests.send('bucket', (signal) => bucket.lifecycle(target, signal));
  return { text, configuration: text && readConfiguration(text.xml, target.bucket) };
}

/** S3 may show what was before for a while. */
const LOOKS_AFTER_MS = [0, 500, 1_000, 2_000, 4_000];

async function shownBy(
  access: BucketAccess,
  before: Configuration | undefined,
  { kind, xml }: Change,
  signal: AbortSignal,
): Promise<LifecycleReport> {
  const { bucket } = access.target;
  const wanted = readConfiguration(xml, bucket);
  for (const wait of LOOKS_AFTER_MS) {
    await systemClock.sleep(wait, signal);
    const { configuration } = await read(access);
    const changed = differences(wanted, configuration);
    if (changed.length === 0) return { ...reportOf(bucket, configuration), change: kind, shown: true };
    if (differences(before, configuration).length > 0) throw changedMeanwhile(bucket, changed);
  }
  return { ...reportOf(bucket, wanted), change: kind, shown: false };
}

function changedMeanwhile(bucket: string, rules: string[]): Refusal {
  const named = rules.slice(0, 10).join(', ');
  return new Refusal(
    'LifecycleChanged',
    `The lifecycle of ${bucket} was changed by somebody else at the same time: not as they were written are ${named}`,
  );
}

async function asked(
  connection: S3ConnectionConfig,
  target: Target,
  signal: AbortSignal,
  work: (access: BucketAccess) => Promise<LifecycleReport>,
): Promise<LifecycleReport> {
  const answers = withoutTemporal(connection, { target }, signal, async function* (s3) {
    const { buckets: bucket } = s3.gateway;
    if (!bucket)
      throw new Refusal('Unsupported', `The connection "${target.connection}" cannot ask for lifecycle rules`);
    yield await work({ ...s3, target, bucket });
  });
  const { value } = await answers.next();
  await answers.return();
  return value as LifecycleReport;
}
