import { readFileSync } from 'node:fs';

/** Of an npm package that is installed here. */
export function versionOf(name: string): string {
  return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;
}
