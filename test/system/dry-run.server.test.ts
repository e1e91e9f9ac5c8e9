import { randomUUID } from 'node:crypto';
import type { UploadSpec } from '../../simulated-s3/index.ts';
import type { CleanupReport } from '../../workflows/cleanup/contract.ts';
import { System } from '../support/system.ts';

describe('a dry run', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());

  function bucket(name: string, uploads: number, spec: (n: number) => UploadSpec): string {
    const unique = name.replace('ID', randomUUID().slice(0, 8));
    system.s3.createBucket(unique);
    system.s3.seedUploads(unique, uploads, spec);
    return unique;
  }

  function sumOf({ dryRun }: CleanupReport, what: 'uploads' | 'bytes'): number {
    return (dryRun?.byPrefix ?? []).flatMap(({ cells }) => cells).reduce((total, cell) => total + (cell[what] ?? 0), 0);
  }

  it.each<[string, string, (n: number) => UploadSpec]>([
    ['many keys', 'photos-ID', (n) => ({ key: `${n % 7}/${n}`, parts: [{ size: n }] })],
    ['many uploads of one key', 'photos-ID', (n) => ({ key: n < 2_400 ? 'one' : `other-${n}`, parts: [{ size: n }] })],
    ['a directory bucket', 'photos-ID--use1-az4--x-s3', (n) => ({ key: `${n % 7}/${n}`, parts: [{ size: n }] })],
  ])('counts every upload of %s once', async (_, name, spec) => {
    const report = await system.clean({ bucket: bucket(name, 2_500, spec), dryRun: true });

    expect(sumOf(report, 'uploads')).toBe(2_500);
    expect(sumOf(report, 'bytes')).toBe((2_499 * 2_500) / 2);
    expect(report).toMatchObject({ outcome: 'dry-run', measured: { parts: 2_500 }, requests: { abort: 0 } });
  });

  it('keeps to a prefix and to a range of keys', async () => {
    const name = bucket('photos-ID', 100, (n) => ({ key: `raw/${100 + n}`, parts: [{ size: 1 }] }));

    const range = { after: 'raw/109', through: 'raw/119' };
    const report = await system.clean({ bucket: name, prefix: 'raw/1', range, dryRun: true });

    expect(report.uploads).toMatchObject({ listed: 10, selected: 10 });
  });

  it('fails where ListParts is refused for every upload', async () => {
    const name = bucket('photos-ID', 3, (n) => ({ key: `raw/${n}` }));
    system.s3.deny({ bucket: name, operation: 'ListParts' });

    const failure = await system.clean({ bucket: name, dryRun: true }).catch((error) => error);

    expect(failure).toMatchObject({ type: 'AccessDenied' });
  });

  it('does not blame a permission where ListParts goes wrong for another reason', async () => {
    const name = bucket('photos-ID', 3, (n) => ({ key: `raw/${n}` }));
    system.s3.fail({ bucket: name, operation: 'ListParts', kind: { status: 400, code: 'InvalidArgument' } });

    const failure = await system.clean({ bucket: name, dryRun: true }).catch((error) => error);

    expect(failure).toMatchObject({ type: 'S3Unavailable' });
  });
});
