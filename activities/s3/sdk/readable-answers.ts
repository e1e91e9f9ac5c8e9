import type { S3Client } from '@aws-sdk/client-s3';
import { decompressed } from '../content-encoding.ts';
import { asInstant } from '../dialect/instant.ts';
import { listsObjectsInstead, OBJECTS_INSTEAD } from '../dialect/listing/objects-instead.ts';
import { isTrue } from '../dialect/truth.ts';
import type { XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse-xml.ts';
import { readPlainXml } from '../xml/plain-xml.ts';
import { writeXml } from '../xml/write-xml.ts';

/**
 * Has the client read answers as XML and HTTP are read. The SDK itself looks for names without a prefix, takes `1` and ` true ` for
 * false, throws at instants without a zone, and decompresses nothing. What it reads well it gets as it came; so
 * are objects.
 */
export function readAnswers(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const operation = commandName?.replace(/Command$/, '') ?? '';
        const isObject = operation === 'GetObject';
        if (!isObject && isHttpResponse(result.response)) await makeReadable(result.response, operation, client);
        return result;
      },
    // Nearer to S3 than the SDK's own reader.
    { step: 'deserialize', priority: 'low', name: 'readableAnswers' },
  );
}

interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body?: unknown;
}

function isHttpResponse(response: unknown): response is HttpResponse {
  return typeof response === 'object' && response !== null && 'statusCode' in response && 'headers' in response;
}

async function makeReadable(response: HttpResponse, operation: string, { config }: S3Client): Promise<void> {
  if (response.body === undefined || response.statusCode === 204) return;
  const received = response.body instanceof Uint8Array ? response.body : await config.streamCollector(response.body);
  const encoding = response.headers['content-encoding'];
  const bytes = encoding ? decompressed(received, encoding) : received;
  delete response.headers['content-encoding'];
  const text = config.utf8Encoder(bytes);
  const readable = asReadBySdk(text.replace(/^\ufeff/, ''), operation);
  if (readable === NOT_IMPLEMENTED) response.statusCode = 501;
  response.body = readable === text ? bytes : config.utf8Decoder(readable);
}

/** With status 501. */
const NOT_IMPLEMENTED = `<Error><Code>${OBJECTS_INSTEAD.code}</Code><Message>${OBJECTS_INSTEAD.message}</Message></Error>`;

/** The same, or the same in the words of S3. What is no XML is left to the SDK. */
function asReadBySdk(body: string, operation: string): string {
  const plain = readPlainXml(body);
  const root = plain ?? parseXml(body);
  if (listsObjectsInstead(operation, root)) return NOT_IMPLEMENTED;
  if (plain && isAsS3Says(plain)) return body;
  return root ? writeXml(inWordsOfS3(root)) : body;
}

const BOOLEANS = new Set(['IsTruncated', 'IsLatest']);
const INSTANTS = new Set(['Initiated', 'LastModified', 'CreationDate']);
const INSTANT_OF_S3 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

function isAsS3Says({ name, text, children }: XmlElement): boolean {
  if (BOOLEANS.has(name)) return text === 'true' || text === 'false';
  if (INSTANTS.has(name)) return INSTANT_OF_S3.test(text);
  return children.every(isAsS3Says);
}

function inWordsOfS3(element: XmlElement): XmlElement {
  const { name, text } = element;
  if (BOOLEANS.has(name)) return { ...element, text: booleanOf(element) };
  if (INSTANTS.has(name)) return { ...element, text: asInstant(text) };
  return { ...element, children: element.children.filter(isReadable).map(inWordsOfS3) };
}

/** What is neither true nor false would be read as false: a listing would end too early. */
function booleanOf({ name, text }: XmlElement): string {
  const truth = isTrue(text);
  if (truth === null) throw new Error(`${name} is neither true nor false`);
  return String(truth ?? false);
}

/** The SDK throws at an instant that is none. Nothing at all means as much. */
function isReadable({ name, text }: XmlElement): boolean {
  return !INSTANTS.has(name) || INSTANT_OF_S3.test(asInstant(text));
}
