import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { s3Connections } from '../../../cli/options/connections.ts';
import { UsageError } from '../../../cli/usage-error.ts';
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts';

describe('the S3 connections of a worker', () => {
  let folder: TempFolder;
  beforeAll(async () => {
    folder = await tempFolder();
  });
  afterAll(() => folder.remove());

  async function file(content: unknown): Promise<string> {
    const path = join(folder.path, 'connections.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  it('are AWS by its own configuration when nothing is said', () => {
    expect(s3Connections({}, {})).toEqual({ default: {} });
  });

  it('take the default from the flags, and the region from where the AWS command looks', () => {
    const flags = { endpointUrl: 'http://127.0.0.1:9000', forcePathStyle: true } as const;
    expect(s3Connections(flags, { AWS_DEFAULT_REGION: 'eu-west-1' })).toEqual({
      default: { endpoint: 'http://127.0.0.1:9000', forcePathStyle: true, region: 'eu-west-1' },
    });
  });

  it('are the default and those of the file', async () => {
    const role = { roleArn: 'arn:aws-cn:iam::111122223333:role/a/cleaner', externalId: 'x' };
    const connections = await file({ archive: { region: 'eu-west-1', profile: 'archive', ...role } });
    expect(s3Connections({ connections, region: 'us-east-2' }, {})).toEqual({
      default: { region: 'us-east-2' },
      archive: { region: 'eu-west-1', profile: 'archive', ...role },
    });
  });

  it.each([
    ['no JSON', '{'],
    ['no object', []],
    ['a connection that is no object', { a: 'eu-west-1' }],
    ['an unknown field', { a: { endpointUrl: 'http://127.0.0.1' } }],
    ['a field of the wrong type', { a: { forcePathStyle: 'yes' } }],
    ['an endpoint that is no URL', { a: { endpoint: 'localhost:9000' } }],
    ['a role that is no ARN', { a: { roleArn: 'cleaner' } }],
    ['an external ID without its role', { a: { externalId: 'x' } }],
    ['a proxy of another kind', { a: { proxy: 'socks5://127.0.0.1:1080' } }],
    ['a file of authorities that is not there', { a: { caFile: '/no/such.pem' } }],
    ['buckets that are no list', { a: { buckets: 'photos' } }],
    ['a secret', { a: { secretAccessKey: 'x' } }],
    ['credentials', { a: { credentials: {} } }],
    ['a password in the endpoint', { a: { endpoint: 'http://user:pass@127.0.0.1' } }],
  ])('are refused from a file with %s', async (_, content) => {
    const connections = await file(content);
    expect(() => s3Connections({ connections }, {})).toThrow(UsageError);
  });

  it('are refused when the default is given twice', async () => {
    const connections = await file({ default: { region: 'eu-west-1' } });
    expect(() => s3Connections({ connections, region: 'us-east-1' }, {})).toThrow(UsageError);
  });

  it('never quote a secret in what they complain of', async () => {
    const connections = await file({ a: { secretAccessKey: 'wJalr-secret' } });
    expect(() => s3Connections({ connections }, {})).not.toThrow('wJalr-secret');
  });
});
