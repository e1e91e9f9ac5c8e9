import fc from 'fast-check';
import type { Behaviour } from '../../../conformance/behaviour.ts';
import { SECTIONS } from '../../../conformance/behaviours/index.ts';
import { checkStore, type LeftBehind } from '../../../conformance/index.ts';
import { SimulatedS3 } from '../../../simulated-s3/index.ts';
import { bucketInUse, contentsOf } from './snapshot.ts';

/** Without the one that waits. */
const behaviours = SECTIONS.flatMap((section) => section.behaviours).filter(
  ({ title }: Behaviour) => !title.startsWith('tells when'),
);

const KINDS = ['InternalError', 'SlowDown', 'BadGateway', 'error-in-200', 'reset', 'truncate'] as const;
const OPERATIONS = [
  'CreateBucket',
  'CreateMultipartUpload',
  'UploadPart',
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'ListMultipartUploads',
  'ListParts',
  'PutObject',
  'DeleteObject',
  'DeleteObjects',
  'DeleteBucket',
  'ListObjectsV2',
  'ListObjectVersions',
] as const;

const trouble = fc.record({
  faults: fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      operation: fc.constantFrom(...OPERATIONS),
      rate: fc.constantFrom(0.1, 0.5, 1),
      /** All of them may hit one thing, and the check tries five times to remove it, each time with three requests. */
      times: fc.integer({ min: 1, max: 4 }),
      /** Carried out, and only its answer replaced. */
      isServed: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  /** After how many requests Ctrl-C is pressed. */
  interruptedAfter: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined, freq: 1 }),
  inUse: fc.boolean(),
  /** Of all, some: each is as likely to leave something, whatever is tried beside it. */
  tried: fc.shuffledSubarray(behaviours, { minLength: 15, maxLength: 25 }),
});

/** Requests that fail, answers that are lost, Ctrl-C at any time. */
it('leaves the bucket as it was, and no other behind, whatever goes wrong', async () => {
  await fc.assert(
    fc.asyncProperty(trouble, async ({ faults, interruptedAfter, inUse, tried }) => {
      const s3 = await SimulatedS3.start();
      bucketInUse(s3, 'photos');
      const before = await contentsOf(s3, 'photos');
      const ends = faults.map(({ isServed, ...fault }) => s3.fail({ ...fault, ...(isServed && { served: true }) }));
      const interrupt = new AbortController();
      let requests = 0;
      s3.onRequest(() => {
        requests += 1;
        if (requests === interruptedAfter) interrupt.abort();
      });
      let left: LeftBehind | undefined;

      const ended = await checkStore({
        connection: s3.clientConfig(),
        connectionName: 'default',
        signal: interrupt.signal,
        onLeft: (names) => {
          left = names;
        },
        sections: [{ title: 'Some', behaviours: tried }],
        ...(inUse && { bucket: 'photos' }),
      }).catch(() => undefined);

      s3.onRequest(undefined);
      for (const end of ends) end();
      expect(ended?.left ?? left).toEqual({ uploads: [], objects: [], buckets: [] });
      expect(await contentsOf(s3, 'photos')).toEqual(before);
      expect(bucketsOf(s3)).toEqual(['photos']);
      await s3.stop();
    }),
    { numRuns: 5, endOnFailure: true },
  );
});

/** By the names that were asked for. */
function bucketsOf(s3: SimulatedS3): string[] {
  const named = new Set(s3.log.entries.map(({ bucket }) => bucket));
  return [...named].filter((name) => name !== '' && s3.hasBucket(name));
}
