import type { ConsequenceName } from '../../../conformance/differences/consequences.ts';

/** Where it is shown what the product does about a difference: a test file, and how the title of the test goes. */
export const EVIDENCE: Partial<Record<ConsequenceName, [file: string, title?: string]>> = {
  'no such listing': ['test/activities/listing/list-uploads.test.ts', 'is an empty page where a server says so'],
  'ranges need an order': [
    'test/activities/listing/list-uploads.test.ts',
    'is where S3 says, on a directory bucket and wherever there is no order of keys',
  ],
  'pages in key order': ['test/activities/listing/walking.test.ts', 'has its pages end between keys all the same'],
  'looks behind the prefix': ['test/activities/listing/list-uploads.test.ts', 'is asked for the whole bucket'],
  'no ages': ['test/activities/listing/list-uploads.test.ts', 'keeps an upload of unknown age'],
  'own pages': ['test/activities/listing/list-uploads.test.ts', 'is listed page by page all the same'],
  'own markers': ['test/activities/s3/sdk/answers.test.ts', 'its last key may go on'],
  'back to a whole key': [
    'test/workflows/cleanup/workflow.ts',
    'goes on from the last key listed to its end when S3 refuses a marker',
  ],
  'one long key': [
    'test/interop/versitygw.test.ts',
    'says that it cannot add up a key with more uploads than a page holds',
  ],
  'whole listing': ['test/activities/listing/walking.test.ts', 'that ignores markers'],
  'late part stays': ['test/interop/s3proxy.test.ts', 'does not call clean an upload that got a part after its abort'],
  'gone either way': ['test/activities/uploads/verify-uploads.test.ts'],
  'begun again': ['test/activities/bucket/bucket.test.ts', 'begins again where a store answers'],
  'in rounds': ['test/interop/cleanup.test.ts', 'prepares a bucket'],
  'no policies': ['test/interop/s3proxy.test.ts', 'refuses to block new uploads'],
  'words of a lock': ['test/activities/bucket/bucket.test.ts'],
  'key unknown in other words': ['test/activities/s3/failures.test.ts'],
};
