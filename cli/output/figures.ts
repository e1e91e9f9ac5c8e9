import { count, counted } from '../../domain/wording.ts';
import type { LimitsInForce, RequestCounts } from '../../workflows/cleanup/contract.ts';
import { bytes } from './bytes.ts';

/** `7 list, 2,100 abort, 4,100 ListParts`; on stores other than AWS `2,100 HeadObject`, too. */
export function requestsMade({ list, abort, listParts, headObject = 0 }: RequestCounts): string {
  const heads = headObject > 0 ? `, ${count(headObject)} HeadObject` : '';
  return `${count(list)} list, ${count(abort)} abort, ${count(listParts)} ListParts${heads}`;
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
