import { resolve } from 'node:path';
import type { PrepareReport } from '../../workflows/prepare/contract.ts';
import { eventually } from '../support/poll.ts';
import { start } from '../support/processes.ts';
import { Site } from './site.ts';

const COMMAND = resolve(__dirname, '../../dist/cli/bin.js');

/** `PREPARE_UPLOADS=200000 PREPARE_VERSIONS=50000 npm run test:chaos -- test/chaos/prepare` takes longer. */
const UPLOADS = Number(process.env.PREPARE_UPLOADS ?? 20_000);
const VERSIONS = Number(process.env.PREPARE_VERSIONS ?? 5_000);
const SETTLE_MS = 2_000;
const DEADLINE_MS = 1_800_000;

describe('a bucket is prepared and deleted by one command while its worker is killed three times', () => {
  let site: Site;
  beforeEach(async () => {
    site = await Site.open(jest.getSeed());
  });
  afterEach(() => site.close());

  it.each([
    ['a bucket with versions', 'old-photos', VERSIONS],
    ['a directory bucket', 'old--use1-az4--x-s3', Math.min(VERSIONS, 5_000)],
  ])(
    '%s',
    async (_, name, versions) => {
      const uploads = name.endsWith('--x-s3') ? Math.min(UPLOADS, 20_000) : UPLOADS;
      fill(name, uploads, versions);
      site.startWorker(0);
      const startedAt = Date.now();
      const waits = ['--settle', `${SETTLE_MS}ms`, '--quiet-period', '1s'];
      const flags = ['--empty-objects', '--delete-bucket', '--confirm', name, '--follow', '--json', ...waits];
      const where = ['--address', site.address, '--task-queue', site.taskQueue];
      const command = start(process.execPath, [COMMAND, 'prepare', name, ...flags, ...where], {
        deadlineMs: DEADLINE_MS,
      });

      await killAt(name, 'AbortMultipartUpload', uploads * 0.2);
      await killAt(name, 'AbortMultipartUpload', uploads * 0.7);
      await killAt(name, 'DeleteObjects', (versions / 250) * 0.4);
      const { code, stdout } = await command.finished;

      const report: PrepareReport = JSON.parse(stdout);
      const seconds = Math.round((Date.now() - startedAt) / 1_000);
      process.stderr.write(`${name}: ${uploads} uploads, ${versions} versions: ${seconds} s\n`);
      expect(code).toBe(0);
      expect(report).toMatchObject({
        deleted: true,
        uploads: { selected: uploads, gone: uploads },
        objects: name.endsWith('--x-s3')
          ? { versions }
          : { versions: versions - versions / 10, deleteMarkers: versions / 10 },
      });
      expect(site.s3.hasBucket(name)).toBe(false);
      expect(site.kills).toBe(3);
      expect(site.s3.log.settleViolations(SETTLE_MS)).toEqual([]);
    },
    DEADLINE_MS,
  );

  /** Of ten entries of a key with versions, one is a delete marker. */
  function fill(name: string, uploads: number, versions: number): void {
    const isDirectory = name.endsWith('--x-s3');
    site.s3.createBucket(name, { versioned: !isDirectory });
    site.s3.seedUploads(name, uploads, (n) => ({
      key: `raw/${String(n).padStart(7, '0')}`,
      parts: [{ size: 5_000_000 }],
      ...(n % 100 === 0 ? { abortsNeeded: 2 } : {}),
    }));
    if (isDirectory) site.s3.seedObjects(name, versions, (n) => ({ key: `done/${n}` }));
    else site.s3.seedObjects(name, versions / 10, (n) => ({ key: `done/${n}`, versions: 9, deleteMarker: true }));
  }

  /** Kills the worker once S3 got so many requests, and starts another. */
  async function killAt(name: string, operation: string, requests: number): Promise<void> {
    const made = () => Object.values(site.s3.log.counts()[operation] ?? {}).reduce((sum, count) => sum + count, 0);
    await eventually(() => made() >= requests, DEADLINE_MS).catch(() => {
      throw new Error(`${name}: only ${made()} ${operation}`);
    });
    await site.killWorker(0);
    site.startWorker(0);
  }
});
