import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createGateway } from '../../../activities/index.ts';
import { S3Failure } from '../../../activities/s3/failures.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import { target } from '../support/fake-gateway.ts';

const { signal } = new AbortController();

interface Answer {
  status?: number;
  body: string | Buffer;
  headers?: Record<string, string>;
}

let server: Server;
let answer: Answer;

beforeAll(async () => {
  server = createServer((message, response) => {
    message.resume();
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/xml', ...answer.headers });
    response.end(answer.body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const UPLOAD =
  '<Upload><Key>a</Key><UploadId>1</UploadId><Initiator><ID>me</ID></Initiator><Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>';
const HEAD = '<Bucket>photos</Bucket><NextKeyMarker>a</NextKeyMarker><NextUploadIdMarker>1</NextUploadIdMarker>';
const listing = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListMultipartUploadsResult>${content}</ListMultipartUploadsResult>`;
const page = (truncated: string) => listing(`${HEAD}<IsTruncated>${truncated}</IsTruncated>${UPLOAD}`);

const LISTED = {
  uploads: [{ key: 'a', uploadId: '1', initiated: '2026-01-02T03:04:05Z', initiator: 'me' }],
  next: { key: 'a', uploadId: '1' },
};

const PAGE = page('true');

describe.each([
  ['the lean gateway', true],
  ['the gateway over the AWS SDK', false],
])('%s', (_, lean) => {
  let gateway: S3Gateway;

  beforeAll(() => {
    const { port } = server.address() as AddressInfo;
    gateway = createGateway({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
      lean,
    });
  });
  afterAll(() => gateway.close());

  const list = (given: Answer) => {
    answer = given;
    return gateway.listUploads({ target, maxUploads: 1_000 }, signal);
  };
  const parts = (given: Answer) => {
    answer = given;
    return gateway.listParts(target, { key: 'a', uploadId: '1' }, undefined, signal);
  };
  const failure = async (request: Promise<unknown>) => {
    const error = await request.catch((reason: unknown) => reason);
    if (error instanceof S3Failure) return error;
    throw new Error(`no S3Failure but ${JSON.stringify(error)}`);
  };

  it.each(['true', 'True', 'TRUE', '1', ' true ', '\n  true\n'])('goes on where IsTruncated is %j', async (truth) => {
    expect(await list({ body: page(truth) })).toEqual(LISTED);
  });

  it.each(['false', 'False', '0', ' false '])('ends where IsTruncated is %j', async (truth) => {
    expect((await list({ body: page(truth) })).next).toBeUndefined();
  });

  it('takes an answer for none where IsTruncated is neither true nor false', async () => {
    expect(await failure(list({ body: page('perhaps') }))).toMatchObject({ kind: 'transient' });
  });

  it.each([
    ['a namespace within', PAGE.replaceAll('<Upload>', '<Upload xmlns="">')],
    ['prefixes', PAGE.replaceAll(/<(\/?)(\w+)>/g, '<$1ns2:$2>').replace('Result>', 'Result xmlns:ns2="u">')],
    ['a prefix of the uploads alone', PAGE.replaceAll(/<(\/?)Upload>/g, '<$1ns2:Upload>')],
    ['CDATA', PAGE.replace('<Key>a<', '<Key><![CDATA[a]]><')],
    ['white space in tags', PAGE.replaceAll('<Key>', '<Key >')],
    ['comments', PAGE.replaceAll('<Upload>', '<!-- <Upload> --><Upload>')],
    ['attributes', PAGE.replace('<Initiator>', '<Initiator xsi:type="CanonicalUser">')],
    ['a byte order mark', `\ufeff${PAGE}`],
    ['indentation', PAGE.replaceAll('><', '>\n  <')],
  ])('reads a listing with %s', async (_, body) => {
    expect(await list({ body })).toEqual(LISTED);
  });

  it.each([
    ['gzip', gzipSync(PAGE)],
    ['GZIP', gzipSync(PAGE)],
    ['deflate', deflateSync(PAGE)],
    ['deflate', deflateRawSync(PAGE)],
    ['br', brotliCompressSync(PAGE)],
    ['gzip, identity', gzipSync(PAGE)],
    ['deflate, gzip', gzipSync(deflateSync(PAGE))],
  ])('reads a listing that is compressed, although nobody asked: %s', async (encoding, body) => {
    expect(await list({ body, headers: { 'content-encoding': encoding } })).toEqual(LISTED);
  });

  it('reads what S3 refuses, compressed and with a prefix', async () => {
    const body = gzipSync('<e:Error xmlns:e="u"><e:Code>NoSuchUpload</e:Code><e:Message>gone</e:Message></e:Error>');

    const refused = await failure(parts({ status: 404, body, headers: { 'content-encoding': 'gzip' } }));

    expect(refused).toMatchObject({ code: 'NoSuchUpload', kind: 'gone' });
  });

  it.each([
    ['half of a listing', PAGE.slice(0, -60)],
    ['a listing whose tags do not match', PAGE.replace('</Upload>', '</Uplaod>')],
    ['the page of a proxy', '<html><body>Welcome</body></html>'],
    ['nothing', ''],
    ['JSON', '{"Uploads":[]}'],
  ])('takes %s for no listing, and asks again', async (_, body) => {
    expect(await failure(list({ body }))).toMatchObject({ kind: 'transient' });
  });

  describe('that asks a store which does not look at what is asked of a bucket, and lists its objects', () => {
    const OBJECTS = '<Name>photos</Name><IsTruncated>false</IsTruncated><Contents><Key>a</Key></Contents>';
    const body = `<?xml version="1.0"?><ListBucketResult xmlns="u">${OBJECTS}</ListBucketResult>`;
    const unsupported = { code: 'NotImplemented', type: 'Unsupported', kind: 'fatal' };
    const versions = { target, versions: true, maxKeys: 10 };

    it('takes none for a listing of no uploads', async () => {
      expect(await failure(list({ body }))).toMatchObject({ ...unsupported, operation: 'ListMultipartUploads' });
    });

    it('reads a listing of versions that is only called so', async () => {
      answer = {
        body: body.replace(/<Contents>.*<.Contents>/, '<Version><Key>a</Key><VersionId>1</VersionId></Version>'),
      };

      const listed = await gateway.buckets?.listObjects(versions, signal);

      expect(listed?.objects).toMatchObject([{ key: 'a', versionId: '1' }]);
    });

    it('takes one of nothing for a listing of no versions, and not for one of no uploads', async () => {
      answer = { body: body.replace(/<Contents>.*<.Contents>/, '') };

      expect(await gateway.buckets?.listObjects(versions, signal)).toEqual({ objects: [] });
      expect(await failure(list(answer))).toMatchObject(unsupported);
    });

    it.each([
      ['a listing of no versions', () => gateway.buckets?.listObjects(versions, signal)],
      ['a bucket without versioning', () => gateway.buckets?.versioning(target, signal)],
      ['a policy', () => gateway.buckets?.policy(target, signal)],
      ['an owner', () => gateway.buckets?.owner(target, signal)],
    ])('takes none for %s', async (_what, ask) => {
      answer = { body };

      expect(await failure(ask() as Promise<unknown>)).toMatchObject(unsupported);
    });
  });

  it('takes half of a compressed listing for no listing', async () => {
    const body = gzipSync(PAGE).subarray(0, -20);

    expect(await failure(list({ body, headers: { 'content-encoding': 'gzip' } }))).toMatchObject({ kind: 'transient' });
  });

  it.each([
    ['2026-01-02T03:04:05', '2026-01-02T03:04:05Z'],
    [' 2026-01-02T03:04:05Z ', '2026-01-02T03:04:05Z'],
    ['2026-01-02T05:04:05+02:00', '2026-01-02T03:04:05Z'],
  ])('reads the instant %j as %s', async (said, instant) => {
    const { uploads } = await list({ body: PAGE.replace('2026-01-02T03:04:05.000Z', said) });

    expect(uploads[0]?.initiated).toBe(instant);
  });

  it.each([
    ['no Initiated', '<Initiated>2026-01-02T03:04:05.000Z</Initiated>', ''],
    ['an Initiated that is none', '2026-01-02T03:04:05.000Z', 'soon'],
    ['no initiator', '<Initiator><ID>me</ID></Initiator>', ''],
  ])('lists an upload with %s among others', async (_, from, to) => {
    const odd = UPLOAD.replace('>a<', '>odd<').replace(from, to);
    const { uploads } = await list({ body: PAGE.replace(UPLOAD, UPLOAD + odd + UPLOAD) });

    expect(uploads.map(({ key }) => key)).toEqual(['a', 'odd', 'a']);
  });

  it.each(['1', ' True '])('goes on with objects where IsTruncated is %j', async (truth) => {
    const content = `<Name>photos</Name><IsTruncated>${truth}</IsTruncated><NextContinuationToken>t</NextContinuationToken>`;
    answer = {
      body: `<o:ListBucketResult xmlns:o="u">${content}<Contents><Key>a</Key></Contents></o:ListBucketResult>`,
    };

    const objects = await gateway.buckets?.listObjects({ target, versions: false, maxKeys: 10 }, signal);

    expect(objects).toEqual({ objects: [{ key: 'a', isDeleteMarker: false }], next: { token: 't' } });
  });

  it('reads unusual parts', async () => {
    const part =
      '<Part xmlns=""><PartNumber>1</PartNumber><LastModified>2026-01-02T03:04:05</LastModified><Size> 7 </Size></Part>';
    const body = `<l:ListPartsResult xmlns:l="u"><UploadId>1</UploadId><IsTruncated>1</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>${part}</l:ListPartsResult>`;

    expect(await parts({ body })).toEqual({ parts: [{ size: 7, modified: '2026-01-02T03:04:05Z' }], next: '1' });
  });
});
