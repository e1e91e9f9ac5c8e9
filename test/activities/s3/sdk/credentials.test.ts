import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '../../../../activities/s3/create-gateway.ts';
import type { S3Gateway } from '../../../../activities/s3/gateway.ts';
import { SimulatedS3 } from '../../../../simulated-s3/index.ts';
import { target } from '../../support/fake-gateway.ts';

const patient = new AbortController().signal;

let s3: SimulatedS3;
let gateway: S3Gateway | undefined;

beforeEach(async () => {
  s3 = await SimulatedS3.start();
  s3.createBucket(target.bucket);
});

afterEach(async () => {
  gateway?.close();
  await s3.stop();
});

const list = () => gateway?.listUploads({ target, maxUploads: 1 }, patient);

it('resolves credentials that S3 takes for expired anew, and no others', async () => {
  let resolved = 0;
  const credentials = async () => {
    resolved += 1;
    return { accessKeyId: `KEY${resolved}`, secretAccessKey: 'x' };
  };
  gateway = createGateway({ ...s3.clientConfig(), credentials });
  await list();
  s3.fail({ kind: 'InternalError', times: 1 });
  await expect(list()).rejects.toMatchObject({ code: 'InternalError' });
  expect(resolved).toBe(1);

  s3.fail({ kind: 'ExpiredToken', times: 1 });
  await expect(list()).rejects.toMatchObject({ code: 'ExpiredToken', kind: 'transient' });
  await list();

  expect(resolved).toBe(2);
});

it('fails as denied where there are no credentials', async () => {
  const credentials = async () => {
    throw Object.assign(new Error('nothing found in /secret/place'), { name: 'CredentialsProviderError' });
  };
  gateway = createGateway({ ...s3.clientConfig(), credentials });

  await expect(list()).rejects.toMatchObject({ kind: 'denied', type: 'AccessDenied' });
});

describe('the shared credentials file', () => {
  const EXPIRED = '<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>';
  const EMPTY = '<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>';
  const before = process.env.AWS_SHARED_CREDENTIALS_FILE;
  let folder: string;
  let file: string;
  let server: Server;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    file = join(folder, 'credentials');
    process.env.AWS_SHARED_CREDENTIALS_FILE = file;
    server = createServer(({ headers }, response) => {
      const isExpired = headers.authorization?.includes('Credential=OLD/');
      response.writeHead(isExpired ? 400 : 200).end(isExpired ? EXPIRED : EMPTY);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });

  afterEach(async () => {
    if (before === undefined) delete process.env.AWS_SHARED_CREDENTIALS_FILE;
    else process.env.AWS_SHARED_CREDENTIALS_FILE = before;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await rm(folder, { recursive: true });
  });

  const writeKey = (key: string) =>
    writeFile(file, `[rotating]\naws_access_key_id = ${key}\naws_secret_access_key = x\n`);

  it('is read again when what it said has expired', async () => {
    const { port } = server.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    await writeKey('OLD');
    gateway = createGateway({ endpoint, region: 'us-east-1', forcePathStyle: true, profile: 'rotating' });
    await expect(list()).rejects.toMatchObject({ code: 'ExpiredToken' });

    await writeKey('NEW');

    expect(await list()).toEqual({ uploads: [] });
  });
});
