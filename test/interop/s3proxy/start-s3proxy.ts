import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../client/temporal-server/cache.ts';
import { freePorts } from '../../../client/temporal-server/ports.ts';
import { eventually } from '../../support/poll.ts';
import { run, start } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const VERSION = '4.1.0';
const CLASSIFIER = 'jar-with-dependencies';
const DOWNLOAD_DEADLINE_MS = 300_000;
const LIFETIME_MS = 1_800_000;

export interface S3Proxy {
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  stop(): Promise<void>;
}

/** s3proxy over a folder of files: an S3 server that is not ours. */
export async function startS3Proxy(): Promise<S3Proxy> {
  const jar = await s3proxyJar();
  const folder = await tempFolder();
  const [port] = (await freePorts(1)) as [number];
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
  const properties = join(folder.path, 's3proxy.properties');
  writeFileSync(properties, configuration(endpoint, credentials, join(folder.path, 'data')));
  mkdirSync(join(folder.path, 'data'));

  const java = start('java', ['-jar', jar, '--properties', properties], { deadlineMs: LIFETIME_MS });
  const isServing = () =>
    fetch(endpoint).then(
      () => true,
      () => false,
    );
  await Promise.race([eventually(isServing, 60_000), diedAtStart(java.finished)]);
  return {
    endpoint,
    credentials,
    async stop() {
      java.child.kill('SIGTERM');
      await java.finished;
      await folder.remove();
    },
  };
}

/** From Maven Central into the user's cache folder, once. */
async function s3proxyJar(): Promise<string> {
  const jar = join(cacheFolder(), `s3proxy-${VERSION}-${CLASSIFIER}.jar`);
  if (existsSync(jar)) return jar;
  const artifact = `-Dartifact=org.gaul:s3proxy:${VERSION}:jar:${CLASSIFIER}`;
  const goal = ['-q', '-B', 'dependency:copy', artifact, `-DoutputDirectory=${cacheFolder()}`];
  const { code, stdout } = await run('mvn', goal, { deadlineMs: DOWNLOAD_DEADLINE_MS });
  if (code !== 0) throw new Error(`mvn could not get s3proxy:\n${stdout}`);
  return jar;
}

function configuration(endpoint: string, credentials: S3Proxy['credentials'], folder: string): string {
  return Object.entries({
    's3proxy.endpoint': endpoint,
    's3proxy.authorization': 'aws-v2-or-v4',
    's3proxy.identity': credentials.accessKeyId,
    's3proxy.credential': credentials.secretAccessKey,
    'jclouds.provider': 'filesystem-nio2',
    'jclouds.filesystem.basedir': folder,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

async function diedAtStart(finished: Promise<{ stdout: string; stderr: string }>): Promise<never> {
  const { stdout, stderr } = await finished;
  throw new Error(`s3proxy ended:\n${stdout}${stderr}`);
}
