import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce } from '../../../bench/contenders/install.ts';
import { run } from '../../support/processes.ts';
import { serve } from './serve.ts';
import { CREDENTIALS, type Server } from './server.ts';

const VERSION = '4.1.0';
const CLASSIFIER = 'jar-with-dependencies';
const DOWNLOAD_DEADLINE_MS = 300_000;

/** s3proxy over a folder of files. */
export function startS3Proxy(): Promise<Server> {
  return serve(async (port, folder) => {
    const properties = join(folder, 's3proxy.properties');
    writeFileSync(properties, configuration(port, join(folder, 'data')));
    mkdirSync(join(folder, 'data'));
    return { command: 'java', args: ['-jar', await s3proxyJar(), '--properties', properties] };
  });
}

/** From Maven Central. */
async function s3proxyJar(): Promise<string> {
  const folder = await installOnce(`s3proxy-${VERSION}`, async (target) => {
    const artifact = `-Dartifact=org.gaul:s3proxy:${VERSION}:jar:${CLASSIFIER}`;
    const goal = ['-q', '-B', 'dependency:copy', artifact, `-DoutputDirectory=${target}`];
    const { code, stdout } = await run('mvn', goal, { deadlineMs: DOWNLOAD_DEADLINE_MS });
    if (code !== 0) throw new Error(`mvn could not get s3proxy:\n${stdout}`);
  });
  return join(folder, `s3proxy-${VERSION}-${CLASSIFIER}.jar`);
}

function configuration(port: number, folder: string): string {
  return Object.entries({
    's3proxy.endpoint': `http://127.0.0.1:${port}`,
    's3proxy.authorization': 'aws-v2-or-v4',
    's3proxy.identity': CREDENTIALS.accessKeyId,
    's3proxy.credential': CREDENTIALS.secretAccessKey,
    'jclouds.provider': 'filesystem-nio2',
    'jclouds.filesystem.basedir': folder,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
