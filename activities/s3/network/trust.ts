import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';

/**
 * The certificates of a file of authorities, and those that Node trusts. The file is that of the connection, of AWS_CA_BUNDLE, or
 * `ca_bundle` of the AWS config. Undefined where none is named. Fails where it cannot be read.
 */
export function trustOf(
  { caFile, profile = 'default' }: { caFile?: string | undefined; profile?: string | undefined },
  env: NodeJS.ProcessEnv,
): string[] | undefined {
  const [file, setting] = caFile
    ? [caFile, '"caFile" of the connection']
    : env.AWS_CA_BUNDLE
      ? [env.AWS_CA_BUNDLE, 'AWS_CA_BUNDLE']
      : [
          caBundleOf(env.AWS_PROFILE && profile === 'default' ? env.AWS_PROFILE : profile, env),
          'ca_bundle of the AWS config',
        ];
  return file === undefined ? undefined : [...trustedByNode(env), certificatesIn(file, setting)];
}

function certificatesIn(file: string, setting: string): string {
  const text = read(file, setting);
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new Error(`${setting}: ${file} holds no certificate in PEM`);
  return text;
}

function read(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${setting}: ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`, { cause: error });
  }
}

/** The option `ca` of Node takes the place of what Node trusts otherwise, NODE_EXTRA_CA_CERTS included. */
function trustedByNode({ NODE_EXTRA_CA_CERTS }: NodeJS.ProcessEnv): string[] {
  // From Node 22.15 on.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
  if (getCACertificates) return getCACertificates('default');
  return [...tls.rootCertificates, ...(NODE_EXTRA_CA_CERTS ? [read(NODE_EXTRA_CA_CERTS, 'NODE_EXTRA_CA_CERTS')] : [])];
}

/** The SDK reads the AWS config, but does not know this setting of it. */
function caBundleOf(profile: string, env: NodeJS.ProcessEnv): string | undefined {
  const name = profile.replace(/\W/g, '\\$&');
  const section = new RegExp(`^\\[\\s*(profile\\s+)${profile === 'default' ? '?' : ''}${name}\\s*\\]`);
  let isInside = false;
  for (const line of configLines(env)) {
    if (line.startsWith('[')) isInside = section.test(line);
    const [, file] = /^ca_bundle\s*=\s*(.+?)\s*$/.exec(line) ?? [];
    if (isInside && file) return file;
  }
  return undefined;
}

function configLines({ AWS_CONFIG_FILE }: NodeJS.ProcessEnv): string[] {
  try {
    return readFileSync(AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'), 'utf8').split('\n');
  } catch {
    // Most machines have none. The SDK tells where it needs it.
    return [];
  }
}
