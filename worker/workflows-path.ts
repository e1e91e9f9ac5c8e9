import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '..', 'workflows');

/** The workflows for a worker that has none of its own: JavaScript as published, TypeScript in the source tree. */
export const workflowsPath = ['index.js', 'index.ts'].map((file) => join(folder, file)).find(existsSync) ?? folder;
