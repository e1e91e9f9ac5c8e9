import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An authority that nobody knows, and a certificate of it for these hosts. */
export function makeCertificates(folder: string, hosts: string[]) {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Test CA', '-days', '2');
  const names = `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}`;
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-addext', names, '-days', '2'];
  openssl('req', '-x509', ...key, '-keyout', at('key.pem'), '-out', at('cert.pem'), '-subj', '/CN=S3', ...signed);
  return { caFile: at('ca.pem'), key: readFileSync(at('key.pem')), cert: readFileSync(at('cert.pem')) };
}
