import type { S3Client } from '@aws-sdk/client-s3';
import type { UploadName } from '../../uploads.ts';

/** What trials created: uploads, buckets, and objects in the bucket of somebody else, all by their exact names. */
export class Belongings {
  readonly #uploads = new Map<string, UploadName>();
  readonly #objects = new Map<string, ObjectName>();
  readonly #buckets = new Set<string>();
  readonly #unanswered: ObjectName[] = [];
  readonly #root: string;
  readonly #lent: string | undefined;

  /** `root`: how all names begin that are ours; nothing else is ever recorded. `lent`: a bucket that is not to be removed. */
  constructor(root: string, lent: string | undefined) {
    this.#root = root;
    this.#lent = lent;
  }

  get uploads(): UploadName[] {
    return [...this.#uploads.values()];
  }

  /** In the lent bucket. Those in other buckets go with them. */
  get objects(): ObjectName[] {
    return [...this.#objects.values()];
  }

  /** In the lent bucket, keys of uploads that may be there: nobody said under which upload ID. */
  get unanswered(): ObjectName[] {
    return this.#unanswered;
  }

  get buckets(): string[] {
    return [...this.#buckets];
  }

  /** Records what the client creates: an object or a bucket before it is asked for, for its answer may be lost. */
  watch(client: S3Client): void {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const input = args.input as Named;
        const command = context.commandName ?? '';
        if (BEFORE.has(command)) this.#add({ Bucket: input.Bucket, Key: input.Key });
        const answer = await next(args).catch((error) => {
          this.#failed(command, input, isRefused(error));
          throw error;
        });
        if (command === CREATE_UPLOAD) this.#add({ ...input, UploadId: (answer.output as Named).UploadId });
        return answer;
      },
      { step: 'initialize', name: 'recordBelongings' },
    );
  }

  #failed(command: string, { Bucket = '', Key = '' }: Named, isRefused: boolean): void {
    if (command === 'CreateBucketCommand' && isRefused) this.#buckets.delete(Bucket);
    if (command === CREATE_UPLOAD && !isRefused && Bucket === this.#lent) this.#unanswered.push({ Bucket, Key });
  }

  /** A store may create a bucket with what is written to it. */
  #add({ Bucket = '', Key = '', UploadId }: Named): void {
    const isBucketOurs = Bucket.startsWith(this.#root);
    if (isBucketOurs) this.#buckets.add(Bucket);
    const isKeyOurs = Bucket === this.#lent && Key.startsWith(this.#root);
    if (UploadId && (isBucketOurs || isKeyOurs)) this.#uploads.set(UploadId, { Bucket, Key, UploadId });
    else if (isKeyOurs) this.#objects.set(Key, { Bucket, Key });
  }
}

export interface ObjectName {
  Bucket: string;
  Key: string;
}

/** What inputs and answers of the SDK have in common. */
type Named = { [Field in keyof UploadName]?: string | undefined };

const CREATE_UPLOAD = 'CreateMultipartUploadCommand';

const BEFORE = new Set(['CreateBucketCommand', 'PutObjectCommand', 'CompleteMultipartUploadCommand']);

/** S3 said no. Without an answer the bucket may be there. */
function isRefused(error: unknown): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}
