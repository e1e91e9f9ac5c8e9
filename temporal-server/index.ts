export { defaultDatabase } from './database/folder.ts';
export { DatabaseInUse } from './database/in-use.ts';
export { type DatabaseOptions, startServerOn } from './database/start-on.ts';
export { type FindOptions, findTemporalServer } from './find.ts';
export { type StartOptions, startTemporalServer, type TemporalServer } from './start.ts';
export { TemporalServerUnavailable } from './unavailable.ts';
