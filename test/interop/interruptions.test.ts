import { ListPartsCommand } from '@aws-sdk/client-s3';
import type { ServerName } from '../conformance/servers/index.ts';
import { eventually } from '../support/poll.ts';
import { againstEachStore, DEADLINE_MS } from './against-stores.ts';
import { bucketWithUploads, createBucket, listUploads } from './bucket-with-uploads.ts';
import { type Deployment, reportOf } from './deployment.ts';
import { partInFlight } from './part-in-flight.ts';

const UPLOADS = 300;
/** So that a job is long enough to be interrupted in the middle. */
const SLOWLY = ['--requests-per-second', '100'];
/** The part has to land before the job looks again. */
const LATER = ['--settle', '5s', '--give-up-after', '1s'];

/** What becomes of a part whose upload is aborted after its first half, and of the upload. */
const REFUSED = { isTaken: false, code: 0, reaborted: 0, parts: 0 };
const INSTEAD: Partial<Record<ServerName, typeof REFUSED>> = {
  // No further abort removes it, and the job says so.
  s3proxy: { isTaken: true, code: 3, reaborted: 1, parts: 1 },
  // It is gone with the upload.
  Garage: { ...REFUSED, isTaken: true },
  // A second abort removes it.
  versitygw: { ...REFUSED, isTaken: true, reaborted: 1 },
};

againstEachStore((at, store) => {
  it(
    'is not misled by a part that is in flight while its upload is aborted',
    async () => {
      expect(await abortDuringPart(at.product)).toEqual(INSTEAD[store] ?? REFUSED);
    },
    DEADLINE_MS,
  );

  it(
    'loses nothing and counts nothing twice when its worker is killed in the middle',
    async () => {
      const { s3, cleanUp, replaceWorker } = at.product;
      const keys = Array.from({ length: UPLOADS }, (_, n) => `raw/${n}`);
      await bucketWithUploads(s3, 'interrupted', keys);

      const job = cleanUp('interrupted', '--all', ...SLOWLY);
      const left = await eventually(async () => {
        const { length } = await listUploads(s3, 'interrupted');
        return length < UPLOADS && { length };
      });
      await replaceWorker();
      const outcome = await job;

      expect(left.length).toBeGreaterThan(0);
      const uploads = { listed: UPLOADS, selected: UPLOADS, gone: UPLOADS };
      expect(outcome).toMatchObject({ code: 0, answer: { outcome: 'clean', uploads } });
      expect(await listUploads(s3, 'interrupted')).toEqual([]);
    },
    DEADLINE_MS,
  );
});

async function abortDuringPart({ s3, cleanUp }: Deployment): Promise<unknown> {
  await createBucket(s3, 'late-part');
  const part = await partInFlight(s3, 'late-part', 'video.mp4');
  const job = cleanUp('late-part', '--all', ...LATER);
  await eventually(async () => (await listUploads(s3, 'late-part')).length === 0);
  const isTaken = (await part.land()) === 200;
  const outcome = await job;
  const { Parts = [] } = await s3.send(new ListPartsCommand(part.upload)).catch(() => ({ Parts: [] }));
  const { reaborted } = reportOf(outcome)?.uploads ?? {};
  return { isTaken, code: outcome.code, reaborted, parts: Parts.length };
}
