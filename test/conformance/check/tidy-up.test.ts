import { PutObjectCommand } from '@aws-sdk/client-s3';
import { openStore } from '../../../conformance/check/store.ts';
import { Belongings } from '../../../conformance/check/tidy/belongings.ts';
import { tidyUp } from '../../../conformance/check/tidy/tidy-up.ts';
import { SimulatedS3 } from '../../../simulated-s3/index.ts';

it('removes a bucket whose objects no listing of versions shows', async () => {
  const s3 = await SimulatedS3.start();
  s3.createBucket('ours', { listsVersions: false });
  const store = await openStore(s3.clientConfig(), 'default');
  const belongings = new Belongings('ours', undefined);
  const client = store.clientWith({});
  belongings.watch(client);
  await client.send(new PutObjectCommand({ Bucket: 'ours', Key: 'a', Body: 'a' }));

  const left = await tidyUp(store, belongings, undefined);

  expect(left).toEqual({ uploads: [], objects: [], buckets: [] });
  expect(s3.hasBucket('ours')).toBe(false);
  store.close();
  await s3.stop();
});
