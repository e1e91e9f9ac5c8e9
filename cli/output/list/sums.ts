import type { JudgedPage } from '../../../activities/listing/judged-uploads.ts';
import { earlierOf, instantInS3 } from '../../../domain/selection.ts';
import { count, counted, span } from '../../../domain/wording.ts';
import { sizeOf } from '../figures.ts';

/** What was listed. A cleanup with the same flags would abort `selected`, and keep the others. */
export interface ListSums {
  listed: number;
  selected: number;
  keptActive: number;
  keptCompleted: number;
  /** Not listed. */
  keptYoung: number;
  /** The earliest `initiated`; null where there is none. */
  oldest: string | null;
  /** Of all that is listed and could be measured; null without `--measure`. */
  measured: { parts: number; bytes: number } | null;
  /** Why S3 would not say what uploads hold, and of how many. */
  unmeasured: Record<string, number>;
}

export function noSums(measures: boolean): ListSums {
  const counts = { listed: 0, selected: 0, keptActive: 0, keptCompleted: 0, keptYoung: 0 };
  return { ...counts, oldest: null, measured: measures ? { parts: 0, bytes: 0 } : null, unmeasured: {} };
}

/** Adds a page to the sums. */
export function addPage(sums: ListSums, { uploads, unmeasured, keptYoung }: JudgedPage): void {
  sums.listed += uploads.length;
  sums.keptYoung += keptYoung;
  for (const { verdict, initiated, measured } of uploads) {
    sums[verdict] += 1;
    sums.oldest = sums.oldest === null ? initiated : earlierOf(sums.oldest, initiated);
    if (!sums.measured || !measured) continue;
    sums.measured.parts += measured.parts;
    sums.measured.bytes += measured.bytes;
  }
  for (const reason of unmeasured) sums.unmeasured[reason] = (sums.unmeasured[reason] ?? 0) + 1;
}

/** `start`: the command line that means the same uploads. */
export function renderSums(sums: ListSums, start: string, now: number): string {
  const { listed, selected, keptActive, keptCompleted, keptYoung, oldest, measured, unmeasured } = sums;
  const age = oldest === null ? Number.NaN : instantInS3(oldest);
  const what = [
    counted(listed, 'upload'),
    ...(Number.isNaN(age) ? [] : [`the oldest ${span(Math.max(0, now - age))} old`]),
    ...(measured ? [sizeOf(measured)] : []),
  ];
  const kept = [
    ...(keptActive > 0 ? [`${count(keptActive)} active`] : []),
    ...(keptCompleted > 0 ? [`${count(keptCompleted)} that look completed`] : []),
  ];
  const keeps = kept.length > 0 ? `, and keep ${kept.join(' and ')}` : '';
  const reasons = Object.entries(unmeasured).map(([reason, uploads]) => `${reason} (${counted(uploads, 'upload')})`);
  return [
    what.join(', '),
    `\`${start}\` would abort ${count(selected)}${keeps}`,
    ...(keptYoung > 0 ? [`${counted(keptYoung, 'younger upload')} not listed`] : []),
    ...(reasons.length > 0 ? [`not looked into: ${reasons.join(', ')}`] : []),
  ].join('\n');
}
