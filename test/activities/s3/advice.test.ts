import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Target } from '../../../activities/contract.ts';
import { adviceOn } from '../../../activities/s3/advice.ts';
import { classify } from '../../../activities/s3/failure-table.ts';
import type { FailedRequest } from '../../../activities/s3/operations.ts';

const target: Target = { connection: 'default', bucket: 'photos' };

function advice(request: Partial<FailedRequest> & { code: string }): string {
  const failed = { operation: 'ListMultipartUploads', target, ...request } as const;
  return adviceOn(failed, classify(failed.code, failed.status, failed.operation).type);
}

describe('the advice on a refusal', () => {
  it.each<[string, string, Partial<FailedRequest> & { code: string }]>([
    ['the region that S3 told', '--region eu-west-3', { code: 'PermanentRedirect', region: 'eu-west-3' }],
    ['the flag of the region', '--region REGION', { code: 'AuthorizationHeaderMalformed' }],
    [
      'the field of a connection that has a name',
      '"region": "eu-west-3" for the connection "archive"',
      { code: 'PermanentRedirect', region: 'eu-west-3', target: { ...target, connection: 'archive' } },
    ],
    ['what to leave out', '--block-new-uploads', { code: 'NotImplemented', operation: 'PutBucketPolicy' }],
    ['another way', '--bucket instead of --match', { code: 'NotImplemented', operation: 'ListBuckets' }],
    ['who pays', '--request-payer', { code: 'AccessDenied' }],
    [
      'the flag that a store may not know',
      'without --request-payer',
      { code: 'NotImplemented', target: { ...target, requestPayer: 'requester' } },
    ],
    ['the permission', 's3:DeleteBucket on arn:aws:s3:::photos', { code: 'AccessDenied', operation: 'DeleteBucket' }],
    [
      'the policy with an explicit deny, which no grant helps against',
      'a service control policy denies s3:DeleteBucket',
      {
        code: 'AccessDenied',
        operation: 'DeleteBucket',
        said: 'User: x is not authorized to perform: s3:DeleteBucket with an explicit deny in a service control policy',
      },
    ],
    [
      'how MFA delete is turned off',
      'MFADelete=Disabled',
      { code: 'AccessDenied', operation: 'DeleteObjects', said: 'Mfa Authentication must be used for this request' },
    ],
    ['the key', 'kms:Decrypt', { code: 'KMS.DisabledException', status: 403, operation: 'ListParts' }],
    ['who can help', 'AWS Support', { code: 'AllAccessDisabled', status: 403 }],
    ['the certificate', 'NODE_EXTRA_CA_CERTS', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
    ['the scheme of the endpoint', 'http://', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }],
  ])('names %s', (_, sentence, request) => {
    expect(advice(request)).toContain(sentence);
  });

  it.each<[string, Partial<FailedRequest> & { code: string }]>([
    ['--force-path-style', { code: 'ENOTFOUND' }],
    ['--force-path-style', { code: 'NoSuchBucket' }],
    ['--request-payer', { code: 'AccessDenied', operation: 'ListParts' }],
    ['--request-payer', { code: 'AccessDenied', target: { ...target, bucket: 'fast--use1-az4--x-s3' } }],
  ])('does not name %s where it would not help', (flag, request) => {
    expect(advice(request)).not.toContain(flag);
  });
});

describe('docs/refusals.md', () => {
  const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/refusals.md'), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => /^\| `\w/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')));
  const source = ['activities', 'workflows', 'temporal-server', 'client', 'cli/run', 'domain']
    .flatMap((room) => sourcesIn(join(resolve(__dirname, '../../..'), room)))
    .join('\n');

  it('has a row for each of many refusals', () => {
    expect(rows.length).toBeGreaterThan(15);
  });

  it.each(rows.map(([, codes = '', sentence = '']) => [codes, sentence]))(
    'says of %s what the product says',
    (_, sentence) => {
      const pieces = sentence.split('…').map((piece) => piece.replaceAll('`', '').trim());
      for (const piece of pieces.filter(Boolean)) expect(source).toContain(piece);
    },
  );
});

function sourcesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => readFileSync(join(folder, file), 'utf8'));
}
