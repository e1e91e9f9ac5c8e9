import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { goProgram } from '../../../bench/contenders/install.ts';
import { serve } from './serve.ts';
import { CREDENTIALS, type Server } from './server.ts';

const VERSION = 'v1.8.0';

/** versitygw over a folder of files, with a second one for versions. */
export function startVersityGateway(): Promise<Server> {
  return serve(async (port, folder) => {
    const [data, versions] = [join(folder, 'data'), join(folder, 'versions')];
    mkdirSync(data);
    mkdirSync(versions);
    const address = ['--port', `127.0.0.1:${port}`, '--region', 'us-east-1', '--quiet'];
    return {
      command: await goProgram('github.com/versity/versitygw/cmd/versitygw', VERSION),
      args: [...address, 'posix', '--versioning-dir', versions, data],
      env: { ROOT_ACCESS_KEY: CREDENTIALS.accessKeyId, ROOT_SECRET_KEY: CREDENTIALS.secretAccessKey },
    };
  });
}
