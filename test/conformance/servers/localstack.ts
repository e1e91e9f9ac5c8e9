import { join } from 'node:path';
import { pythonPackage } from '../../../bench/contenders/install.ts';
import { serve } from './serve.ts';
import type { Server } from './server.ts';

const VERSION = '4.14.0';

/** Later ones break this LocalStack. */
const BESIDE = ['cbor2<5.8', 'pyOpenSSL<25', 'service_identity'];

/** LocalStack with nothing but its S3, in memory. It looks at no credentials. */
export function startLocalStack(): Promise<Server> {
  return serve(async (port, folder) => ({
    command: join(
      await pythonPackage('localstack-core[base-runtime]', VERSION, { beside: BESIDE, from: '3.13' }),
      'python',
    ),
    args: ['-m', 'localstack.runtime.main'],
    env: {
      SERVICES: 's3',
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      DISABLE_EVENTS: '1',
      FILESYSTEM_ROOT: folder,
    },
  }));
}
