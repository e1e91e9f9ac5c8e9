import { Deployment } from '../support/deployment.ts';
import { payloadBytes, runsOf } from '../support/histories.ts';

/** Where Temporal begins to warn of a payload. */
const PAYLOAD_WARNING = 512 * 1_024;

const PARTS = [{ size: 5_242_880 }];

/** Of 1,024 bytes. A control character is one byte to S3 and six in JSON. */
const WIDEST = { 'of 4 bytes in UTF-8': '😀', 'of 3 bytes in UTF-8': '写', 'of 6 bytes in JSON': '\u0001' };

/** Keys of the longest form that S3 takes, in a bucket where many uploads remain over several runs. */
export function describeWideKeys(characters: Array<keyof typeof WIDEST>): void {
  describe('a job stays within the limits of Temporal with 1,024-byte keys of characters', () => {
    let deployment: Deployment;
    beforeAll(async () => {
      deployment = await Deployment.begin();
    });
    afterAll(() => deployment.end());

    it.each(characters)('%s', async (width) => {
      const character = WIDEST[width];
      const { s3, temporal } = deployment;
      const name = `wide-${Buffer.byteLength(character)}`;
      s3.createBucket(name);
      // Those that remain are more than a run can carry by name.
      s3.seedUploads(name, 1_000, (n) => ({
        key: wideKey(n, character),
        parts: PARTS,
        abortsNeeded: n < 500 ? 3 : 1,
      }));

      const job = await deployment.start({ bucket: name, parallelism: 1, limits: { uploadsPerRun: 500 } });
      const report = await job.result();

      expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 1_000, gone: 1_000 } });
      expect(s3.uploads(name)).toEqual([]);
      const runs = await runsOf(temporal, job.workflowId, job.runId);
      const largest = Math.max(...runs.flatMap(({ events }) => events.map(payloadBytes)));
      const longest = Math.max(...runs.map(({ events }) => payloadBytes(events)));
      expect(largest).toBeLessThan(PAYLOAD_WARNING);
      expect(longest).toBeLessThan(6 * 1_024 * 1_024);
    });
  });
}

function wideKey(n: number, character: string): string {
  const start = `${String(n).padStart(8, '0')}/`;
  const room = 1_024 - start.length;
  return start + character.repeat(Math.floor(room / Buffer.byteLength(character)));
}
