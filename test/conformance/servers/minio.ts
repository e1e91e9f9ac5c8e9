import { goProgram } from '../../../bench/contenders/install.ts';
import { serve } from './serve.ts';
import { CREDENTIALS, type Server } from './server.ts';

/** Its last: the project is no longer maintained. */
const VERSION = 'v0.0.0-20260212201848-7aac2a2c5b7c';

/** MinIO over a folder of files. */
export function startMinio(): Promise<Server> {
  return serve(async (port, folder) => ({
    command: await goProgram('github.com/minio/minio', VERSION),
    args: ['server', folder, '--address', `127.0.0.1:${port}`, '--quiet'],
    env: {
      MINIO_ROOT_USER: CREDENTIALS.accessKeyId,
      MINIO_ROOT_PASSWORD: CREDENTIALS.secretAccessKey,
      MINIO_BROWSER: 'off',
    },
  }));
}
