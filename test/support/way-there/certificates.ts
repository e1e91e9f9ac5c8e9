import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
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

/** A certificate of localhost that ended long ago; it is its own authority, in `expired.pem`. */
export function makeExpired(folder: string) {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', at('expired.key')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  // Requests made of a certificate keep nothing of its time: only `ca` of openssl sets both ends of it.
  writeFileSync(at('ca.cnf'), CA_CONFIG.replaceAll('FOLDER', folder));
  writeFileSync(at('index.txt'), '');
  openssl('req', '-new', ...key, ...subject, '-out', at('expired.csr'));
  const times = ['-startdate', '20200101000000Z', '-enddate', '20200201000000Z'];
  const signed = ['-selfsign', '-keyfile', at('expired.key'), '-in', at('expired.csr'), '-out', at('expired.pem')];
  openssl('ca', '-batch', '-notext', '-config', at('ca.cnf'), ...times, ...signed);
  return { key: readFileSync(at('expired.key')), cert: readFileSync(at('expired.pem')) };
}

const CA_CONFIG = `[ca]
default_ca = own
[own]
new_certs_dir = FOLDER
database = FOLDER/index.txt
default_md = sha256
policy = any
rand_serial = yes
copy_extensions = copy
[any]
commonName = supplied
`;
