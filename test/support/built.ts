import { join } from 'node:path';

/** The command that `npm run build` built. */
export const BIN = join(__dirname, '..', '..', 'dist', 'cli', 'bin.js');
