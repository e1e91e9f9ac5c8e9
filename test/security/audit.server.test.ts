import { resolve } from 'node:path';
import { run } from '../support/processes.ts';

/** As `npm audit --json` tells it. */
interface Audit {
  metadata?: { vulnerabilities: Record<string, number> };
  message?: string;
}

it('depends on nothing at run time that has a known vulnerability of high severity or above', async () => {
  const { stdout } = await run('npm', ['audit', '--omit=dev', '--json'], { cwd: resolve(__dirname, '../..') });

  const { metadata, message } = JSON.parse(stdout) as Audit;

  if (!metadata) {
    process.stderr.write(`not audited: the registry did not answer (${message})\n`);
    return;
  }
  const { high, critical } = metadata.vulnerabilities;
  expect({ high, critical }).toEqual({ high: 0, critical: 0 });
});
