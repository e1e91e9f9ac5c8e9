export { type FindOptions, findTemporalServer } from './find.ts';
export { type StartOptions, startTemporalServer, type TemporalServer } from './start.ts';
export { TemporalServerUnavailable } from './unavailable.ts';
