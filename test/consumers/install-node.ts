import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/processes.ts';

/** The package `node` of npm is the program of Node. Answers where that is. */
export async function installNode(major: number, below: string): Promise<string> {
  const folder = join(below, `node-${major}`);
  mkdirSync(folder, { recursive: true });
  const how = ['install', '--prefix', folder, '--no-audit', '--no-fund', `node@${major}`];
  const { code, stderr } = await run('npm', how, { deadlineMs: 280_000 });
  if (code !== 0) throw new Error(`npm install node@${major}: ${stderr}`);
  return join(folder, 'node_modules', 'node', 'bin', 'node');
}
