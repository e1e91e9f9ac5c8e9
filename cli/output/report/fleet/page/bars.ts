import type { Age } from '../../../../../activities/dry-run/contract.ts';
import { sum } from '../../../../../domain/counts.ts';
import type { FleetReport, FleetRow } from '../../../../../workflows/fleet/contract.ts';

/** A bar of the plot: what the selected uploads of a bucket hold, or how many they are. */
export interface Bar {
  name: string;
  /** Bytes where the fleet measured, else uploads. */
  value: number;
  uploads: number;
  segments: Segment[];
}

export interface Segment {
  /** Null: of unknown age. */
  age: Age | null;
  value: number;
}

export interface Plot {
  /** What the lengths mean. */
  of: 'bytes' | 'uploads';
  /** What the colours mean: the age of each upload, which a dry run tells, or that of the oldest in the bucket. */
  by: 'age' | 'oldest';
  bars: Bar[];
}

const BARS_AT_MOST = 25;

/** The largest buckets, and all others as one bar. Buckets without selected uploads have none. */
export function plotOf(report: FleetReport): Plot {
  const of = report.measured ? 'bytes' : 'uploads';
  const by = report.rows.some(({ ages }) => ages) ? 'age' : 'oldest';
  const at = Date.parse(report.startedAt);
  const all = report.rows.map((row) => barOf(row, of, at)).filter(({ value }) => value > 0);
  all.sort((a, b) => b.value - a.value);
  const others = all.slice(BARS_AT_MOST);
  const bars = all.slice(0, BARS_AT_MOST);
  if (others.length > 0) bars.push(together(others));
  return { of, by, bars };
}

function barOf(row: FleetRow, of: Plot['of'], at: number): Bar {
  const uploads = row.uploads?.selected ?? 0;
  const value = of === 'bytes' ? (row.measured?.bytes ?? 0) : uploads;
  return { name: row.bucket, value, uploads, segments: segmentsOf(row, of, value, at) };
}

/** What is of no age that is told is of unknown age, so that a bar is as long as what it stands for. */
function segmentsOf({ ages, oldest }: FleetRow, of: Plot['of'], value: number, at: number): Segment[] {
  if (!ages) return [{ age: oldest === null ? null : ageOf(Date.parse(oldest), at), value }];
  const told = ages.map((each) => ({ age: each.age, value: (of === 'bytes' ? each.bytes : each.uploads) ?? 0 }));
  const rest = value - sum(told.map((each) => each.value));
  return [...told, { age: null, value: rest }].filter((segment) => segment.value > 0);
}

function together(bars: Bar[]): Bar {
  const ages = new Map<Age | null, number>();
  for (const { age, value } of bars.flatMap(({ segments }) => segments)) ages.set(age, (ages.get(age) ?? 0) + value);
  const segments = [...ages].map(([age, value]) => ({ age, value }));
  segments.sort((a, b) => order(a.age) - order(b.age));
  const [value, uploads] = [sum(bars.map((bar) => bar.value)), sum(bars.map((bar) => bar.uploads))];
  return { name: `${bars.length} other buckets`, value, uploads, segments };
}

const DAY_MS = 86_400_000;

/** From the youngest on, each with the days at which it ends. */
export const AGES: Array<{ age: Age; days: number; title: string }> = [
  { age: '<1d', days: 1, title: 'under 1 day' },
  { age: '1-7d', days: 7, title: '1 to 7 days' },
  { age: '7-30d', days: 30, title: '7 to 30 days' },
  { age: '30-90d', days: 90, title: '30 to 90 days' },
  { age: '90-365d', days: 365, title: '90 to 365 days' },
  { age: '>=365d', days: Number.POSITIVE_INFINITY, title: '365 days or more' },
];

function ageOf(initiated: number, at: number): Age | null {
  const days = (at - initiated) / DAY_MS;
  return AGES.find((band) => days < band.days)?.age ?? null;
}

export function order(age: Age | null): number {
  const at = AGES.findIndex((band) => band.age === age);
  return at < 0 ? AGES.length : at;
}
