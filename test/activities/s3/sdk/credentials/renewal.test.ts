import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '../../../../../activities/s3/create-gateway.ts';
import type { S3Gateway } from '../../../../../activities/s3/gateway.ts';
import { SimulatedS3 } from '../../../../../simulated-s3/index.ts';
import { EMPTY_LISTING, LocalServer } from '../../../../support/way-there/local-server.ts';
import { target } from '../../../support/fake-gateway.ts';

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

it('fails by the name of it where there are no credentials, whose place is told', async () => {
  const credentials = async () => {
    throw Object.assign(new Error('nothing found in /secret/place'), { name: 'CredentialsProviderError' });
  };
  gateway = createGateway({ ...s3.clientConfig(), credentials });

  await expect(list()).rejects.toMatchObject({
    kind: 'transient',
    type: 'CredentialsUnavailable',
    message: expect.stringContaining('/secret/place'),
  });
});

describe.each([true, false])('the answer to a HEAD, which has no body (lean: %s)', (lean) => {
  const answers: Array<{ status: number; headers?: Record<string, string> }> = [];
  let server: LocalServer;
  let resolved: number;

  beforeEach(async () => {
    resolved = 0;
    answers.length = 0;
    server = await LocalServer.start(() => ({ ...(answers.shift() ?? { status: 200 }), body: '' }));
    const credentials = async () => {
      resolved += 1;
      return { accessKeyId: `KEY${resolved}`, secretAccessKey: 'x' };
    };
    gateway = createGateway({ endpoint: server.url, region: 'us-east-1', forcePathStyle: true, credentials, lean });
  });
  afterEach(() => server.stop());

  const asks = {
    HeadObject: () => gateway?.headObject?.(target, 'key', patient),
    HeadBucket: () => gateway?.buckets?.headBucket(target, patient),
  };

  it.each(['HeadObject', 'HeadBucket'] as const)('is taken for an expired token once: %s', async (operation) => {
    answers.push({ status: 400 }, { status: 400 });

    await expect(asks[operation]()).rejects.toMatchObject({ code: 'ExpiredToken', kind: 'transient', operation });
    await expect(asks[operation]()).rejects.toMatchObject({ status: 400, code: expect.not.stringMatching('Expired') });
    await asks[operation]();

    expect(resolved).toBe(2);
  });

  it.each(['HeadObject', 'HeadBucket'] as const)('is taken for a clock that was off: %s', async (operation) => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    answers.push({ status: 403, headers: { date } }, { status: 403, headers: { date } });

    await expect(asks[operation]()).rejects.toMatchObject({ code: 'RequestTimeTooSkewed', kind: 'transient' });
    await expect(asks[operation]()).rejects.toMatchObject({ code: 'AccessDenied', kind: 'denied' });
  });
});

describe.each([true, false])('the clock (lean: %s)', (lean) => {
  const SKEWED = '<Error><Code>RequestTimeTooSkewed</Code><Message>too far</Message></Error>';

  it.each<[string, Record<string, string>, boolean]>([
    ['follows S3', { date: new Date(Date.now() + 3_600_000).toUTCString() }, true],
    ['stays where the date is none', { date: 'tomorrow at noon' }, false],
    ['stays where a cache answers', { date: new Date(Date.now() + 3_600_000).toUTCString(), age: '3600' }, false],
  ])('%s', async (_, headers, follows) => {
    let refuses = true;
    const server = await LocalServer.start(() =>
      refuses ? { status: 403, body: SKEWED, headers } : { body: EMPTY_LISTING },
    );
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    gateway = createGateway({ endpoint: server.url, region: 'us-east-1', forcePathStyle: true, credentials, lean });
    await expect(list()).rejects.toMatchObject({ code: 'RequestTimeTooSkewed', kind: 'transient' });
    refuses = false;

    await list();

    const signedAt = String(server.asked.at(-1)?.headers['x-amz-date']);
    const [, year, month, day, hour, minute, second] = /(....)(..)(..)T(..)(..)(..)Z/.exec(signedAt) ?? [];
    const ahead = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Date.now();
    expect(ahead > 1_800_000).toBe(follows);
    await server.stop();
  });
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
