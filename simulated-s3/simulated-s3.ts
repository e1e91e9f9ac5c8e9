import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AbortBehaviour } from './behaviour.ts';
import { type Bucket, type BucketOptions, newBucket } from './bucket.ts';
import { dispatch } from './dispatch.ts';
import { invalidUri, slowDown } from './errors.ts';
import { type FaultRule, Faults } from './faults.ts';
import { RequestLog } from './log.ts';
import { type RateLimit, type RateShape, rateLimit } from './rate.ts';
import { readBody } from './read-body.ts';
import type { Reply } from './reply.ts';
import { parseRequest, type S3Request } from './request.ts';
import type { Matchable, RequestMatch } from './rules.ts';
import { type ObjectSpec, seedObject, seedUpload, type UploadSpec } from './seed.ts';
import { LoopbackServer } from './server.ts';
import { ACCESS_KEY, SECRETS, signatureRefusal } from './signature.ts';
import { addBucket, newSimulation, type Simulation, type SimulationOptions } from './simulation.ts';
import type { StoredUpload } from './upload-store.ts';
import { writeReply } from './write-reply.ts';

export interface SimulatedS3Options extends SimulationOptions {
  /** Default: a free one. */
  port?: number;
  /** Before a request is served. Default 0. */
  latencyMs?: number;
  /** `counts` keeps no entries: for benches. Default `full`. */
  log?: 'full' | 'counts';
  /** Refuse requests that are not signed as `clientConfig` says. Default false: it costs time. */
  verifySignatures?: boolean;
}

/** An upload as S3 holds it now. */
export interface SimulatedUpload {
  key: string;
  uploadId: string;
  /** ISO-8601. */
  initiated: string;
  parts: Array<{ partNumber: number; size: number; modified: string }>;
}

/** A request that is about to be served. */
export interface SeenRequest extends Matchable {
  uploadId: string | undefined;
  /** Empty for parts and objects. */
  body: string;
}

/** A small S3 server in memory, with S3's awkwardness to switch on: docs/s3-behaviour.md. */
export class SimulatedS3 {
  readonly log: RequestLog;
  readonly #simulation: Simulation;
  readonly #server: LoopbackServer;
  readonly #faults: Faults;
  readonly #rateLimits = new Map<string, RateLimit>();
  readonly #verifiesSignatures: boolean;
  #latencyMs: number;
  #inFlight = 0;
  #peakInFlight = 0;
  #onRequest: ((request: SeenRequest) => void | Promise<void>) | undefined;

  private constructor(options: SimulatedS3Options) {
    this.#simulation = newSimulation(options);
    this.#server = new LoopbackServer((message, response) => this.#countInFlight(() => this.#serve(message, response)));
    this.#faults = new Faults(this.#simulation.random);
    this.#verifiesSignatures = options.verifySignatures ?? false;
    this.#latencyMs = options.latencyMs ?? 0;
    this.log = new RequestLog(options.log !== 'counts', this.#simulation.everyBucket);
  }

  static async start(options: SimulatedS3Options = {}): Promise<SimulatedS3> {
    const s3 = new SimulatedS3(options);
    await s3.#server.listen(options.port ?? 0);
    return s3;
  }

  /** Breaks off what is still unanswered. */
  async stop(): Promise<void> {
    await this.#server.close();
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** Open connections. */
  get connections(): number {
    return this.#server.connections;
  }

  /** The most requests that were being served at once. */
  get peakInFlight(): number {
    return this.#peakInFlight;
  }

  /** For `new S3Client`. */
  clientConfig() {
    return {
      endpoint: this.endpoint,
      region: this.#simulation.region,
      forcePathStyle: true,
      credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRETS[ACCESS_KEY] },
    };
  }

  /** A name ending in `--x-s3` makes a directory bucket. */
  createBucket(name: string, options: BucketOptions = {}): void {
    const { region, now } = this.#simulation;
    addBucket(this.#simulation, newBucket(name, options, region, Math.floor(now())));
  }

  seedUpload(bucket: string, spec: UploadSpec): { key: string; uploadId: string; initiated: string } {
    const { key, uploadId, initiated } = seedUpload(this.#simulation, this.#bucket(bucket), spec);
    return { key, uploadId, initiated: new Date(initiated).toISOString() };
  }

  seedUploads(bucket: string, count: number, specOf: (index: number) => UploadSpec): void {
    const into = this.#bucket(bucket);
    for (let index = 0; index < count; index += 1) seedUpload(this.#simulation, into, specOf(index));
  }

  seedObjects(bucket: string, count: number, specOf: (index: number) => ObjectSpec): void {
    const into = this.#bucket(bucket);
    for (let index = 0; index < count; index += 1) seedObject(this.#simulation, into, specOf(index));
  }

  /** The uploads in progress, in no particular order. */
  uploads(bucket: string): SimulatedUpload[] {
    this.#simulation.agenda.runDue(this.#simulation.now());
    const present: SimulatedUpload[] = [];
    for (const upload of this.#bucket(bucket).uploads.all()) {
      if (upload.state === 'present') present.push(asSeen(upload));
    }
    return present;
  }

  /** Undefined once it was aborted or completed. */
  upload(bucket: string, uploadId: string): SimulatedUpload | undefined {
    this.#simulation.agenda.runDue(this.#simulation.now());
    const upload = this.#bucket(bucket).uploads.find(uploadId);
    return upload?.state === 'present' ? asSeen(upload) : undefined;
  }

  /** Gives a bucket lifecycle rules: the text of each, whatever is in it. */
  seedLifecycle(bucket: string, rules: string[], minimumSize = 'all_storage_classes_128K'): void {
    this.#bucket(bucket).lifecycle = { rules, minimumSize };
  }

  /** The text of each lifecycle rule. */
  lifecycleRules(bucket: string): string[] {
    return this.#bucket(bucket).lifecycle?.rules ?? [];
  }

  /** False, too, when its latest version is a delete marker. */
  hasObject(bucket: string, key: string): boolean {
    return this.#bucket(bucket).objects.latest(key) !== undefined;
  }

  /** Of an object that there is: whether its data is, too. */
  canRead(bucket: string, key: string): boolean {
    return this.#bucket(bucket).objects.latest(key)?.isDestroyed === false;
  }

  hasBucket(name: string): boolean {
    return this.#simulation.buckets.has(name);
  }

  /** Removes a bucket with all that is in it, as somebody else would. */
  removeBucket(name: string): void {
    this.#simulation.buckets.delete(name);
  }

  /** Returns the remover. */
  fail(rule: FaultRule): () => void {
    return this.#faults.add(rule);
  }

  /** Matching requests are answered AccessDenied. Returns the remover. */
  deny(rule: RequestMatch): () => void {
    return this.#simulation.denials.add(rule);
  }

  /** How matching uploads take an abort, unless they were seeded with a behaviour. Returns the remover. */
  behave(rule: RequestMatch & AbortBehaviour): () => void {
    return this.#simulation.behaviours.add(rule);
  }

  setLatency(ms: number): void {
    this.#latencyMs = ms;
  }

  /**
   * Requests a second, above which S3 answers SlowDown; of one bucket, or of the server. Undefined: no limit. `shape`: how S3
   * counts. Default: `bucket`.
   */
  limitRate(perSecond: number | undefined, bucket = '', shape?: RateShape): void {
    if (perSecond === undefined) this.#rateLimits.delete(bucket);
    else this.#rateLimits.set(bucket, rateLimit(perSecond, shape));
  }

  /** While on, connections are refused, and those that were open are reset. The port stays the same. */
  async outage(on: boolean): Promise<void> {
    if (on) await this.#server.close();
    else await this.#server.listen(this.#server.port);
  }

  /** Called before each request is served, and waited for; undefined ends it. */
  onRequest(callback: ((request: SeenRequest) => void | Promise<void>) | undefined): void {
    this.#onRequest = callback;
  }

  #bucket(name: string): Bucket {
    const bucket = this.#simulation.buckets.get(name);
    if (!bucket) throw new Error(`No bucket ${name}: create it first`);
    return bucket;
  }

  async #countInFlight(serve: () => Promise<void>): Promise<void> {
    this.#inFlight += 1;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight);
    try {
      await serve();
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = parseRequest(message, this.#simulation.now());
    if (!request) {
      writeReply(response, invalidUri());
      return;
    }
    await readBody(message, request);
    if (this.#latencyMs > 0) await sleep(this.#latencyMs);
    if (this.#onRequest) await this.#onRequest(seen(request));
    const wait = this.#rateLimits.size > 0 ? this.#waitForRate(request) : 0;
    if (wait) await sleep(wait);
    const refusal = this.#verifiesSignatures ? signatureRefusal(message) : undefined;
    const reply = refusal ?? (wait === undefined ? slowDown() : this.#reply(request));
    this.log.record(request, reply, this.#simulation.now());
    writeReply(response, reply);
  }

  #reply(request: S3Request): Reply {
    const now = this.#simulation.now();
    this.#simulation.agenda.runDue(now);
    const fault = this.#faults.hit(request, now);
    if (!fault) return dispatch(this.#simulation, request);
    if (!fault.isServed) return fault.reply;
    const served = dispatch(this.#simulation, request);
    return fault.reply.broken === 'truncate' ? { ...served, ...cut(served) } : fault.reply;
  }

  /** In milliseconds; undefined: the request is one too many. */
  #waitForRate(request: S3Request): number | undefined {
    const waits = [...new Set(['', request.bucket])].map((name) => {
      const limit = this.#rateLimits.get(name);
      return limit ? limit.take(this.#simulation.now()) : 0;
    });
    return waits.includes(undefined) ? undefined : Math.max(...waits.map((wait) => wait ?? 0));
  }
}

/** The answer's headers and the first half of its body; a 204 has none, so it is sent as a 200. */
function cut(served: Reply): Partial<Reply> {
  return { status: served.status === 204 ? 200 : served.status, broken: 'truncate', code: 'truncate' };
}

function seen({ operation, bucket, key, query, headers, body }: S3Request): SeenRequest {
  return { operation, bucket, key, headers, body, uploadId: query.get('uploadId') };
}

function asSeen({ key, uploadId, initiated, parts }: StoredUpload): SimulatedUpload {
  return {
    key,
    uploadId,
    initiated: new Date(initiated).toISOString(),
    parts: parts.map(({ partNumber, size, modified }) => ({
      partNumber,
      size,
      modified: new Date(modified).toISOString(),
    })),
  };
}
