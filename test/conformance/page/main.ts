import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SERVERS } from '../servers/index.ts';
import { writePage } from './write-page.ts';

/** `npm run compatibility`, in the folder of the project: writes the tables of docs/compatibility.md from what is known. */
const path = resolve('docs/compatibility.md');
writeFileSync(path, writePage(readFileSync(path, 'utf8'), SERVERS));
