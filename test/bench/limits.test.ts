import { excesses, LIMITS_WITH_MEASURE } from '../../bench/limits.ts';
import type { Row } from '../../bench/measure.ts';

const temporal = {
  actionsPer1000: 4,
  heartbeatsPer1000: 0,
  runs: 1,
  events: 5_000,
  historyBytesPerUpload: 200,
  largestHistoryBytes: 2_500_000,
  longestHistoryEvents: 5_000,
};

/** A row that is at every limit, and over none. */
const atTheLimits: Row = {
  name: 'job',
  verifies: true,
  latencyMs: 0,
  uploads: 1_000,
  left: 0,
  seconds: 1_000_000,
  rate: 0.001,
  cpuMsPerUpload: 1_000,
  requestsPerUpload: 2.01,
  requests: {},
  refused: 0,
  peakInFlight: 64,
  temporal,
};

it('lets pass what is at its limit, however slow it was', () => {
  expect(excesses(atTheLimits)).toEqual([]);
});

it.each<[string, Partial<Row>]>([
  ['S3 requests per upload', { requestsPerUpload: 2.011 }],
  ['uploads left', { left: 1 }],
  ['Actions per 1,000 uploads', { temporal: { ...temporal, actionsPer1000: 4.01 } }],
  ['history bytes per upload', { temporal: { ...temporal, historyBytesPerUpload: 200.1 } }],
  ['bytes of the largest history', { temporal: { ...temporal, largestHistoryBytes: 2_500_001 } }],
  ['events of the longest history', { temporal: { ...temporal, longestHistoryEvents: 5_001 } }],
])('tells of too many %s', (figure, over) => {
  const found = excesses({ ...atTheLimits, ...over });

  expect(found.map((excess) => excess.figure)).toEqual([figure]);
});

it('allows another ListParts for each upload that is measured', () => {
  expect(excesses({ ...atTheLimits, requestsPerUpload: 3.01 }, LIMITS_WITH_MEASURE)).toEqual([]);
  expect(excesses({ ...atTheLimits, requestsPerUpload: 3.02 }, LIMITS_WITH_MEASURE)).toHaveLength(1);
});
