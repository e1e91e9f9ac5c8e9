import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../rig/command.ts';
import { CREDENTIALS } from '../rig/simulated-s3.ts';
import { type Contender, uploadsBy } from './contender.ts';
import { goProgram } from './install.ts';

/** What `latest` was: mc has no versions that Go knows. */
const VERSION = 'v0.0.0-20250313080218-cf909e1063a9';

/** `mc rm --incomplete`: lists, and once more for each key, and aborts one upload after the other. */
export function mc(): Contender {
  let executable = '';
  return {
    name: 'mc',
    verifies: false,
    uploads: uploadsBy({ 0: 20_000, 20: 240, 80: 60 }),
    async prepare() {
      executable = await goProgram('github.com/minio/mc', VERSION);
      return VERSION;
    },
    async clean({ endpoint, bucket }) {
      const { accessKeyId, secretAccessKey } = CREDENTIALS;
      const host = endpoint.replace('http://', `http://${accessKeyId}:${secretAccessKey}@`);
      const config = await mkdtemp(join(tmpdir(), 's3-cleanup-bench-'));
      const args = ['--config-dir', config, '--quiet', 'rm', '--incomplete', '--recursive', '--force'];
      try {
        return await runCommand(executable, [...args, `bench/${bucket}`], { MC_HOST_bench: host });
      } finally {
        await rm(config, { recursive: true });
      }
    },
  };
}
