import { count, counted, printable } from '../../domain/wording.ts';
import type { LimitsInForce, Notified, RecordReport, RequestCounts } from '../../workflows/cleanup/contract.ts';
import { bytes } from './bytes.ts';

/** `7 list, 2,100 abort, 4,100 ListParts`; on stores other than AWS `2,100 HeadObject`, too. */
export function requestsMade({ list, abort, listParts, headObject = 0, putObject = 0 }: RequestCounts): string {
  const heads = headObject > 0 ? `, ${count(headObject)} HeadObject` : '';
  const puts = putObject > 0 ? `, ${count(putObject)} PutObject` : '';
  return `${count(list)} list, ${count(abort)} abort, ${count(listParts)} ListParts${heads}${puts}`;
}

/** Whether the receiver of a job was told how it ended; undefined where there is none. */
export function toldTo(notified: Notified | undefined): string | undefined {
  if (!notified) return undefined;
  const { receiver, delivered, problem = '' } = notified;
  return delivered ? printable(receiver) : `nobody: ${printable(problem)}`;
}

/** Where the record of a job is, and how much there is of it; undefined where there is none. */
export function placeOfRecord(record: RecordReport | undefined): string | undefined {
  if (!record) return undefined;
  const { at, objects, lines } = record;
  return `${printable(at)} (${counted(lines, 'line')} in ${counted(objects, 'object')})`;
}

/** `concurrency 64, requests a second not limited`. */
export function limitsInForce({ concurrency, requestsPerSecond }: LimitsInForce): string {
  return `concurrency ${concurrency}, requests a second ${requestsPerSecond ?? 'not limited'}`;
}

/** `31.2 GiB, 3,999 parts`; undefined where nothing was measured. */
export function sizeOf(measured: { bytes: number; parts: number } | null): string | undefined {
  return measured ? `${bytes(measured.bytes)}, ${counted(measured.parts, 'part')}` : undefined;
}

/** The most frequent first. */
export function byFrequency(reasons: Record<string, number>): Array<[reason: string, times: number]> {
  return Object.entries(reasons).sort(([, a], [, b]) => b - a);
}
