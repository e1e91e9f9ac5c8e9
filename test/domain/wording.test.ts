import { count, counted, mfaDeleteIsOn, place, printable, span } from '../../domain/wording.ts';

describe('figures and names for people', () => {
  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [42_400, '42 s'],
    [59_499, '59 s'],
    [60_000, '1 min'],
    [190_000, '3 min 10 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 d'],
    [356_400_000, '4 d 3 h'],
  ])('gives %d ms as %s', (milliseconds, text) => {
    expect(span(milliseconds)).toBe(text);
  });

  it('groups thousands and minds the singular', () => {
    expect([count(1_234_567), counted(1, 'upload'), counted(2, 'upload')]).toEqual([
      '1,234,567',
      '1 upload',
      '2 uploads',
    ]);
  });

  it('names a bucket and a prefix as S3 tools do', () => {
    const arn = 'arn:aws:s3:eu-central-1:123456789012:accesspoint/photos';

    expect([place({ bucket: 'photos' }), place({ bucket: 'photos', prefix: 'raw/' }), place({ bucket: arn })]).toEqual([
      's3://photos',
      's3://photos/raw/',
      arn,
    ]);
  });

  it('shows what would move the cursor or colour the terminal by its number', () => {
    expect(printable('evil\u001b[2J\n')).toBe('evil\\u001b[2J\\u000a');
  });
});

it('where MFA delete is on, the command that turns it off is said for the bucket', () => {
  expect(mfaDeleteIsOn('photos')).toMatch(
    /^MFA delete is on: .* --bucket photos --versioning-configuration Status=Enabled,MFADelete=Disabled --mfa "SERIAL CODE"/,
  );
});
