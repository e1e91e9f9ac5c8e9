import { join } from 'node:path';
import { pythonPackage } from '../../../bench/contenders/install.ts';
import { serve } from './serve.ts';
import type { Server } from './server.ts';

const VERSION = '5.2.5';

/** moto, in memory. It looks at no credentials. */
export function startMoto(): Promise<Server> {
  return serve(async (port) => ({
    command: join(await pythonPackage('moto[server]', VERSION), 'moto_server'),
    args: ['-H', '127.0.0.1', '-p', String(port)],
  }));
}
