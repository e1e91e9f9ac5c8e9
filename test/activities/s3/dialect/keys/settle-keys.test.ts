import { settleKeys } from '../../../../../activities/s3/dialect/keys/settle-keys.ts';
import { S3Failure } from '../../../../../activities/s3/failures.ts';
import type { DoubtfulKey, ListedPage } from '../../../../../activities/s3/gateway.ts';

const target = { bucket: 'photos', connection: 'default' };
const DOUBTS: DoubtfulKey[] = [
  { uploadId: 'bell', spelled: 'bell%07', keys: ['bell\u0007', 'bell%07'] },
  { uploadId: 'plus', spelled: 'a+b', keys: ['a+b', 'a b'] },
];

/** A page that tells which doubt was settled, and how. */
const page = (): ListedPage => ({
  uploads: [],
  doubts: {
    keys: DOUBTS,
    settle: ({ uploadId }, key) => ({ uploads: [{ key, uploadId, initiated: '2026-01-01T00:00:00Z' }] }),
  },
});

it('asks about another upload where nobody can read the answer about the first', async () => {
  const settled = await settleKeys(page(), async ({ key }) => {
    if (key === 'bell\u0007') throw new S3Failure({ code: 'InvalidResponse', operation: 'ListParts', target });
    return { parts: key === 'a b' ? [{ size: 1, modified: '2026-01-01T00:00:00Z' }] : [] };
  });

  expect(settled.uploads).toMatchObject([{ key: 'a b', uploadId: 'plus' }]);
});
