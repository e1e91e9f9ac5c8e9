import { placeOf, recordFolder, recordName } from '../../../domain/record/place.ts';

describe('the place of a record', () => {
  it.each([
    ['s3://audit', { bucket: 'audit', key: '' }],
    ['s3://audit/', { bucket: 'audit', key: '' }],
    ['s3://audit/cleanup/2026', { bucket: 'audit', key: 'cleanup/2026' }],
    ['s3://audit/year=2026/', { bucket: 'audit', key: 'year=2026' }],
    ['s3://audit--use1-az4--x-s3/cleanup', { bucket: 'audit--use1-az4--x-s3', key: 'cleanup' }],
    ['folder:cleanup', { names: ['cleanup'] }],
    ['folder:cleanup/2026', { names: ['cleanup', '2026'] }],
  ])('%s is one', (url, place) => {
    expect(placeOf(url)).toEqual(place);
  });

  it.each([
    ['nothing', ''],
    ['of another scheme', 'https://audit/cleanup'],
    ['without a bucket', 's3:///cleanup'],
    ['a bucket whose name cannot be one', 's3://a b/cleanup'],
    ['an ARN, whose slashes say nothing', 's3://arn:aws:s3:us-east-1:111122223333:accesspoint/audit'],
    ['with two slashes in a row', 's3://audit/a//b'],
    ['with a path of its own', 'folder:/var/lib'],
    ['a folder without a name', 'folder:'],
    ['out of the folder', 'folder:..'],
    ['out of the folder, further in', 'folder:a/../../b'],
    ['the folder itself', 'folder:.'],
    ['of Windows', 'folder:a\\b'],
    ['with a line break', 's3://audit/a\nb'],
    ['with an escape', 's3://audit/%2e%2e'],
    ['a number', 7],
  ])('%s is none', (_, url) => {
    expect(placeOf(url)).toBeUndefined();
  });
});

describe('the folder of a job', () => {
  const job = { bucket: 'photos', startedAt: '2026-11-28T02:17:00.123Z', runId: 'run' };

  it('is below the place, named after the bucket, the start and the run', () => {
    expect(recordFolder('s3://audit/cleanup', job)).toBe('s3://audit/cleanup/photos/2026-11-28T02-17-00Z-run/');
    expect(recordFolder('s3://audit/cleanup/', job)).toBe('s3://audit/cleanup/photos/2026-11-28T02-17-00Z-run/');
    expect(recordFolder('folder:cleanup', job)).toBe('folder:cleanup/photos/2026-11-28T02-17-00Z-run/');
  });

  it.each(['arn:aws:s3:us-east-1:111122223333:accesspoint/photos', '..', '.hidden'])(
    'is one for a bucket that is called %s, too',
    (bucket) => {
      const folder = recordFolder('folder:cleanup', { ...job, bucket });

      expect(placeOf(`${folder}${recordName(undefined, 1)}`)).toBeDefined();
      expect(folder.split('/')).toHaveLength(4);
    },
  );
});

describe('the name of an object', () => {
  it('is in the order of the numbers', () => {
    const names = [1, 2, 10, 999_999].map((number) => recordName(undefined, number));

    expect(names).toEqual(['000001.ndjson', '000002.ndjson', '000010.ndjson', '999999.ndjson']);
    expect([...names].sort()).toEqual(names);
  });

  it('begins with the part of the job', () => {
    expect(recordName('round-1-range-12', 3)).toBe('round-1-range-12-000003.ndjson');
  });
});
