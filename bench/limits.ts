import type { Row } from './measure.ts';

/** A counted figure that went over its limit. */
export interface Excess {
  row: string;
  figure: string;
  measured: number;
  limit: number;
}

/** What a clean run may cost, heartbeats apart, with keys of 46 characters and upload IDs of 65. */
export const LIMITS = {
  'S3 requests per upload': 2.01,
  'Actions per 1,000 uploads': 4,
  'history bytes per upload': 200,
  'bytes of the largest history': 2_500_000,
  'events of the longest history': 5_000,
  'uploads left': 0,
} as const;

type Figure = keyof typeof LIMITS;

/** With `measure` there is one ListParts more for each upload, and an activity more for each page. */
export const LIMITS_WITH_MEASURE: Partial<Record<Figure, number>> = {
  'S3 requests per upload': 3.01,
  'history bytes per upload': 210,
  'bytes of the largest history': LIMITS['bytes of the largest history'],
  'events of the longest history': LIMITS['events of the longest history'],
  'uploads left': 0,
};

/** The figures of a row that are over their limit. Counts only: times depend on the machine. */
export function excesses(row: Row, limits: Partial<Record<Figure, number>> = LIMITS): Excess[] {
  return Object.entries(figuresOf(row)).flatMap(([figure, measured]) => {
    const limit = limits[figure as Figure];
    return limit !== undefined && measured > limit ? [{ row: row.name, figure, measured, limit }] : [];
  });
}

function figuresOf({ requestsPerUpload, left, temporal }: Row): Partial<Record<Figure, number>> {
  return {
    'S3 requests per upload': requestsPerUpload,
    'uploads left': left,
    ...(temporal && {
      'Actions per 1,000 uploads': temporal.actionsPer1000,
      'history bytes per upload': temporal.historyBytesPerUpload,
      'bytes of the largest history': temporal.largestHistoryBytes,
      'events of the longest history': temporal.longestHistoryEvents,
    }),
  };
}
