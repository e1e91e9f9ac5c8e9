import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/**
 * The certificates of a file of authorities, and those that Node trusts. The file is that of the connection, of AWS_CA_BUNDLE, or
 * `caBundle` of the AWS config. Undefined where none is named. Fails where it cannot be read.
 */
export function trustOf(
  { caFile, caBundle }: { caFile?: string | undefined; caBundle?: string | undefined },
  env: NodeJS.ProcessEnv,
): string[] | undefined {
  const named: Array<[file: string | undefined, setting: string]> = [
    [caFile, '"caFile" of the connection'],
    [env.AWS_CA_BUNDLE, 'AWS_CA_BUNDLE'],
    [caBundle, 'ca_bundle of the AWS config'],
  ];
  const [file, setting = ''] = named.find(([name]) => name) ?? [];
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
