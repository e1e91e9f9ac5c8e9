import { System } from '../support/system.ts';

describe('a cleanup of the simulated S3', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());

  it('leaves nothing of 5,000 uploads, some of which need several aborts or get late parts', async () => {
    const { s3 } = system;
    s3.createBucket('photos');
    s3.createBucket('others');
    s3.seedUpload('others', { key: 'a', parts: [{ size: 1 }] });
    s3.seedUploads('photos', 5_000, (n) => ({
      key: `logs/${n % 4_000}`,
      parts: [{ size: 5_000_000 }],
      ...(n % 20 === 0 ? { abortsNeeded: 3 } : {}),
      ...(n % 20 === 1 ? { latePart: { afterMs: 200 } } : {}),
    }));

    const report = await system.clean({ bucket: 'photos' });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 5_000, gone: 5_000, reaborted: 500 } });
    expect(s3.uploads('photos')).toEqual([]);
    expect(s3.log.settleViolations(500)).toEqual([]);
    expect(s3.uploads('others')).toHaveLength(1);
  });
});
