import type { Row } from '../measure.ts';
import { ceiled, floored, textTable } from './text-table.ts';

/** Dollars, in us-east-1, without plans, support or discounts. AWS: S3 and EC2 pricing; Temporal: Cloud pricing. */
const PRICES = {
  listRequest: 0.005 / 1_000,
  getRequest: 0.0004 / 1_000,
  /** The dearest step, up to five million a month. */
  action: 50 / 1_000_000,
  retainedByteHour: 0.00105 / 1e9,
  vcpuHour: 0.04,
};

/** How long Temporal Cloud keeps a closed history, as a namespace is set: 1 to 90 days. */
const RETENTION_HOURS = 7 * 24;

export interface CostItem {
  item: string;
  /** In units of the item, and in dollars, for each upload. */
  count: number;
  dollars: number;
}

/** What each upload of a job costs, from its counts. S3 does not say what class a ListParts is: both prices are given. */
export function costOf({ requests, uploads, cpuMsPerUpload, temporal }: Row): CostItem[] {
  const of = (operation: string) => (requests[operation] ?? 0) / uploads;
  const bytes = temporal?.historyBytesPerUpload ?? 0;
  const actions = ((temporal?.actionsPer1000 ?? 0) + (temporal?.heartbeatsPer1000 ?? 0)) / 1_000;
  const item = (name: string, count: number, price: number) => ({ item: name, count, dollars: count * price });
  return [
    item('AbortMultipartUpload', of('AbortMultipartUpload'), 0),
    item('ListMultipartUploads', of('ListMultipartUploads'), PRICES.listRequest),
    item('ListParts, billed as LIST', of('ListParts'), PRICES.listRequest),
    item('ListParts, if billed as GET', of('ListParts'), PRICES.getRequest),
    item('Temporal Actions, heartbeats included', actions, PRICES.action),
    item('history, bytes kept for 7 days', bytes, PRICES.retainedByteHour * RETENTION_HOURS),
    item('worker, CPU seconds', cpuMsPerUpload / 1_000, PRICES.vcpuHour / 3_600),
  ];
}

/** A table of the cost of a million uploads and of a billion. */
export function tableOfCost(row: Row): string {
  const cells = costOf(row).map(({ item, count, dollars }) => [
    item,
    ceiled(count * 1e6, 0),
    `$${ceiled(dollars * 1e6, 2)}`,
    `$${ceiled(dollars * 1e9, 0)}`,
  ]);
  return textTable(['', 'of a million uploads', 'a million', 'a billion'], cells);
}

/** What S3 documents for one partitioned prefix: PUT, COPY, POST and DELETE requests a second. */
const ABORTS_PER_SECOND = 3_500;

/** A table of how long a billion uploads take, and what that asks of workers and of Temporal, at several rates. */
export function tableOfPace({ cpuMsPerUpload, temporal }: Row): string {
  const actions = ((temporal?.actionsPer1000 ?? 0) + (temporal?.heartbeatsPer1000 ?? 0)) / 1_000;
  const bytes = temporal?.historyBytesPerUpload ?? 0;
  const rates: Array<[string, number]> = [
    ['one core of worker', 1_000 / cpuMsPerUpload],
    ['all that one prefix takes', ABORTS_PER_SECOND],
    ['ten prefixes', 10 * ABORTS_PER_SECOND],
  ];
  const cells = rates.map(([what, rate]) => [
    what,
    floored(rate, 0),
    ceiled(1e9 / rate / 3_600, 1),
    ceiled((rate * cpuMsPerUpload) / 1_000, 1),
    ceiled(rate * actions, 1),
    ceiled((rate * bytes) / 1e6, 2),
  ]);
  return textTable(['a billion uploads', 'uploads/s', 'hours', 'worker cores', 'Actions/s', 'history MB/s'], cells);
}
