import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this package. This file runs from cli/ and, once built, from dist/cli/. */
export function packageVersion(): string {
  const manifests = ['..', '../..'].map((up) => join(__dirname, up, 'package.json'));
  const manifest = manifests.find((path) => existsSync(path));
  return manifest ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'unknown';
}
