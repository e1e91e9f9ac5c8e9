import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { createGateway } from '../../activities/index.ts';
import { systemClock } from '../../activities/s3/clock.ts';
import { S3Failure } from '../../activities/s3/failures.ts';
import type { S3Gateway } from '../../activities/s3/gateway.ts';
import { Attempt } from '../activities/support/activity-environment.ts';
import { anyCharacter } from '../support/any-character.ts';

/** What a server may answer. */
export interface HostileAnswer {
  status: number;
  body: string;
  contentType: string;
  /** How much of the body comes before the connection ends, 0 to 1. */
  share: number;
  isDirectory: boolean;
}

const TARGET = { connection: 'default', bucket: 'photos' };
const DIRECTORY = { connection: 'default', bucket: 'photos--use1-az4--x-s3' };
const UPLOAD = { key: 'logs/a', uploadId: 'u', initiated: '2026-01-01T00:00:00Z' };
const PREFIX = 'logs/';
const CUT_OFF = '2026-06-01T00:00:00Z';

/** An answer that takes longer than this is a hang. What hangs, hangs for good: a busy machine may take its time. */
const DEADLINE_MS = 120_000;

/** A server that answers everything alike, and the product that asks it. */
export class HostileS3 {
  readonly #server: Server;
  readonly #gateway: S3Gateway;
  #answer: HostileAnswer | undefined;

  private constructor(server: Server) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.#gateway = createGateway({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'fuzz', secretAccessKey: 'fuzz' },
      http: { requestTimeout: 2_000, socketTimeout: 2_000 },
    });
    server.on('request', (message, response) => {
      message.resume();
      // Directory buckets want a session before anything else.
      if (message.url?.includes('session')) response.end(SESSION);
      else if (this.#answer) write(response, this.#answer);
    });
  }

  static async start(): Promise<HostileS3> {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return new HostileS3(server);
  }

  /** Asks all that the product asks S3, and looks at what it makes of the answer. */
  async expectSafe(answer: HostileAnswer): Promise<void> {
    this.#answer = answer;
    const target = answer.isDirectory ? DIRECTORY : TARGET;
    const { signal } = new AbortController();
    const page = await inTime(this.#gateway.listUploads({ target, prefix: PREFIX, maxUploads: 1_000 }, signal));
    const parts = await inTime(this.#gateway.listParts(target, UPLOAD, undefined, signal));
    await inTime(this.#gateway.abortUpload(target, UPLOAD, signal));
    for (const { size, modified } of parts?.parts ?? []) {
      expect([typeof size, Number.isNaN(Date.parse(modified))]).toEqual(['number', false]);
    }
    // Only what the gateway takes for a listing gets further.
    if (page) await this.#expectSelected(target);
  }

  async #expectSelected(target: typeof TARGET): Promise<void> {
    const listing = new Attempt(this.#gateway, {}, systemClock).list({
      target,
      prefix: PREFIX,
      initiatedBefore: CUT_OFF,
    });
    const selected = await inTime(listing);
    for (const { key, uploadId, initiated } of selected?.uploads ?? []) {
      expect(key.startsWith(PREFIX)).toBe(true);
      expect(uploadId).not.toBe('');
      expect(Date.parse(initiated)).toBeLessThan(Date.parse(CUT_OFF));
    }
  }

  async stop(): Promise<void> {
    this.#gateway.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The answer, or undefined for a failure of the kinds there are. */
async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it hangs')), DEADLINE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    if (error instanceof S3Failure || error instanceof ApplicationFailure) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function write(response: ServerResponse, { status, body, contentType, share }: HostileAnswer): void {
  const bytes = Buffer.from(body);
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, { 'content-type': contentType, ...(hasBody && { 'content-length': bytes.length }) });
  if (share === 1 || !hasBody) return void response.end(hasBody ? bytes : undefined);
  response.flushHeaders();
  response.write(bytes.subarray(0, Math.floor(bytes.length * share)), () => response.socket?.destroy());
}

const SESSION =
  '<CreateSessionResult><Credentials><SessionToken>t</SessionToken><SecretAccessKey>s</SecretAccessKey>' +
  '<AccessKeyId>a</AccessKeyId><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></CreateSessionResult>';

const texts = fc.oneof(
  fc.constantFrom(
    '',
    'true',
    'false',
    'TRUE',
    '-1',
    '0',
    '1e999',
    'NaN',
    'logs/a',
    'logs%2Fa',
    '%',
    '%ZZ',
    'other/b',
    '__proto__',
  ),
  fc.constantFrom(
    '2026-01-01T00:00:00Z',
    '2027-01-01T00:00:00.000Z',
    '99999-01-01',
    'yesterday',
    '&#x1;',
    '&#xD800;',
    '&lol;',
  ),
  fc.string({ unit: anyCharacter, maxLength: 12 }),
);

const names = fc.constantFrom(
  ...(
    'Upload Key UploadId Initiated Initiator ID IsTruncated NextKeyMarker NextUploadIdMarker EncodingType Bucket Part ' +
    'PartNumber Size LastModified NextPartNumberMarker Error Code Message Region __proto__ constructor'
  ).split(' '),
);

const roots = fc.constantFrom(
  'ListMultipartUploadsResult',
  'ListPartsResult',
  'Error',
  'Html',
  'CreateSessionResult',
  '__proto__',
);

/** An upload as it should be, but for what is in its elements. */
const uploads = fc
  .tuple(texts, texts, texts)
  .map(([key, id, at]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${at}</Initiated></Upload>`);

const plausibleUploads = fc
  .tuple(
    fc.constantFrom('logs/a', 'logs/', 'logs', 'other/b', 'logs%2Fc', '../logs/d'),
    fc.constantFrom('u1', 'u2'),
    fc.constantFrom('2026-01-01T00:00:00Z', '2026-05-31T23:59:59Z', '2026-06-01T00:00:00Z', '2027-01-01T00:00:00.000Z'),
  )
  .map(([key, id, at]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${at}</Initiated></Upload>`);

const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 4 },
    uploads,
    fc.tuple(names, texts).map(([name, text]) => `<${name}>${text}</${name}>`),
    fc
      .tuple(names, fc.array(tie('element'), { maxLength: 3 }))
      .map(([name, inner]) => `<${name}>${inner.join('')}</${name}>`),
    fc.tuple(names, texts).map(([name, text]) => `<${name} a="${text}">`),
  ),
}));

const documents = fc
  .tuple(roots, fc.array(element, { maxLength: 8 }))
  .map(([root, elements]) => `<?xml version="1.0"?><${root}>${elements.join('')}</${root}>`);

/** A listing that reads well, and does not keep to what was asked. */
const listings = fc
  .tuple(fc.constantFrom('true', 'false'), fc.array(plausibleUploads, { minLength: 1, maxLength: 8 }))
  .map(
    ([isTruncated, found]) =>
      `<ListMultipartUploadsResult><Bucket>photos</Bucket><NextKeyMarker>logs/z</NextKeyMarker>` +
      `<IsTruncated>${isTruncated}</IsTruncated>${found.join('')}</ListMultipartUploadsResult>`,
  );

const bodies = fc.oneof(
  { weight: 4, arbitrary: documents },
  { weight: 4, arbitrary: listings },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '{}',
      '<'.repeat(10_000),
      '<a>'.repeat(5_000),
      '<!DOCTYPE a [<!ENTITY b "&b;&b;">]><a>&b;</a>',
      `<Error><Code>${'x'.repeat(100_000)}</Code></Error>`,
    ),
  },
);

export const hostileAnswers: fc.Arbitrary<HostileAnswer> = fc.record({
  // Most are read as answers: failures that are tried again take time.
  status: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(200, 204) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(200, 206, 301, 304, 307, 400, 403, 404, 405, 409, 412, 416, 429, 500, 501, 503, 599),
    },
  ),
  body: bodies,
  contentType: fc.constantFrom('application/xml', 'text/html', 'application/json', ''),
  share: fc.oneof(
    { weight: 9, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 0.99, noNaN: true }) },
  ),
  isDirectory: fc.boolean(),
});
