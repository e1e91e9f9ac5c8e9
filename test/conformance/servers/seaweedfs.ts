import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goTool } from '../../../bench/contenders/install.ts';
import { freePorts } from '../../../temporal-server/ports.ts';
import { serve } from './serve.ts';
import { CREDENTIALS, type Server } from './server.ts';

/** Of 2026-11-09. */
const VERSION = 'v0.0.0-20261109003541-7506e5f91cd6';

/** Each bucket gets seven volumes of its own, and there are eight by default. They are small as long as they are empty. */
const VOLUMES = 1_000;

/** SeaweedFS, all its servers in one process, over a folder of files. */
export function startSeaweedFS(): Promise<Server> {
  return serve(async (port, folder) => {
    const identities = join(folder, 'identities.json');
    writeFileSync(identities, JSON.stringify({ identities: [IDENTITY] }));
    return {
      command: await goTool('github.com/seaweedfs/seaweedfs', 'weed', VERSION),
      args: [
        'server',
        '-ip=127.0.0.1',
        `-dir=${folder}`,
        `-volume.max=${VOLUMES}`,
        ...(await otherPorts()),
        '-s3',
        `-s3.port=${port}`,
        `-s3.config=${identities}`,
      ],
    };
  });
}

const { accessKeyId: accessKey, secretAccessKey: secretKey } = CREDENTIALS;
const IDENTITY = {
  name: 'conformance',
  credentials: [{ accessKey, secretKey }],
  actions: ['Admin', 'Read', 'Write', 'List', 'Tagging'],
};

/** Each server has a port, and one for gRPC. */
async function otherPorts(): Promise<string[]> {
  const names = [
    'master.port',
    'master.port.grpc',
    'volume.port',
    'volume.port.grpc',
    'filer.port',
    'filer.port.grpc',
    's3.port.grpc',
  ];
  const ports = await freePorts(names.length);
  return names.map((name, n) => `-${name}=${ports[n]}`);
}
