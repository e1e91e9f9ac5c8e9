import type { Differences } from '../specify.ts';

/** Garage 2.5.0 over a folder of files. */
export const GARAGE: Differences = {};
