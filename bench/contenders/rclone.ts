import { runCommand } from '../rig/command.ts';
import { CREDENTIALS } from '../rig/simulated-s3.ts';
import { type Contender, uploadsBy } from './contender.ts';
import { goProgram } from './install.ts';

const VERSION = 'v1.76.0';

/** `rclone backend cleanup`: lists everything, then aborts one upload after the other. */
export function rclone(): Contender {
  let executable = '';
  return {
    name: 'rclone',
    verifies: false,
    uploads: uploadsBy({ 0: 20_000, 20: 400, 80: 120 }),
    async prepare() {
      executable = await goProgram('github.com/rclone/rclone', VERSION);
      return VERSION;
    },
    clean: ({ endpoint, bucket }) =>
      runCommand(executable, ['backend', 'cleanup', `bench:${bucket}`, '-o', 'max-age=0s'], {
        RCLONE_CONFIG: '/dev/null',
        RCLONE_CONFIG_BENCH_TYPE: 's3',
        RCLONE_CONFIG_BENCH_PROVIDER: 'Other',
        RCLONE_CONFIG_BENCH_ENDPOINT: endpoint,
        RCLONE_CONFIG_BENCH_REGION: 'us-east-1',
        RCLONE_CONFIG_BENCH_FORCE_PATH_STYLE: 'true',
        RCLONE_CONFIG_BENCH_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      }),
  };
}
