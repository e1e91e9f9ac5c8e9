import { main } from '../../../cli/main.ts';
import { SimulatedS3 } from '../../../simulated-s3/index.ts';
import { recordedIo } from '../support/recorded-io.ts';
import { flagsOf, haveCredentials } from '../support/signed-s3.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

let s3: SimulatedS3;
beforeEach(async () => {
  s3 = await SimulatedS3.start({ verifySignatures: true });
  s3.createBucket('photos');
});
afterEach(() => s3.stop());

haveCredentials();

const S3 = () => flagsOf(s3);

async function list(...argv: string[]) {
  const io = recordedIo();
  const code = await main(['list', 'photos', ...S3(), ...argv], io);
  return { code, ...io.written, io };
}

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('list', () => {
  it('writes a row for each upload and sums at the end, with the command that would abort them', async () => {
    s3.seedUpload('photos', { key: 'a', initiated: daysAgo(8), initiator: 'arn:aws:iam::111122223333:user/x' });
    s3.seedUpload('photos', { key: 'b', initiated: daysAgo(1) });

    const { code, stdout, stderr } = await list('--older-than', '7d');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^ +AGE {2}START WOULD +INITIATOR +KEY\n +8 d {2}abort +arn:aws:iam::\S+user\/x {2}a\n\n1 upload,/,
    );
    expect(stdout).toContain('`s3-cleanup start photos --older-than 7d` would abort 1\n');
    expect(stdout).toContain('1 younger upload not listed');
  });

  it('lists every upload where no flag says which', async () => {
    s3.seedUploads('photos', 2_500, (index) => ({ key: `k${index % 3}` }));

    const { stdout } = await list('--json', '--keep-completed', 'never');

    const lines = linesOf(stdout);
    const ids = new Set(lines.flatMap(({ uploadId }) => uploadId ?? []));
    expect(ids.size).toBe(2_500);
    expect(lines.at(-1)).toMatchObject({ sums: { listed: 2_500, selected: 2_500, keptYoung: 0, measured: null } });
  });

  it('adds parts, bytes and the last part with --measure', async () => {
    s3.seedUpload('photos', { key: 'a', parts: [{ size: 5 }, { size: 7 }], initiated: daysAgo(3) });
    s3.seedUpload('photos', { key: 'b', initiated: daysAgo(3) });

    const { stdout } = await list('--measure', '--json');

    const [a, b, last] = linesOf(stdout);
    expect(a).toMatchObject({ key: 'a', parts: 2, bytes: 12, lastPart: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(b).toMatchObject({ key: 'b', parts: 0, bytes: 0 });
    expect(b.lastPart).toBeUndefined();
    expect(last.sums.measured).toEqual({ parts: 2, bytes: 12 });
    expect((await list('--measure')).stdout).toMatch(/ 2 +12 bytes +\S.*a\n/);
  });

  it('keeps what is active with --idle-for, and says so', async () => {
    s3.seedUpload('photos', { key: 'idle', initiated: daysAgo(9) });
    s3.seedUpload('photos', {
      key: 'written',
      initiated: daysAgo(9),
      parts: [{ size: 1, modified: daysAgo(0).toISOString() }],
    });

    const { stdout } = await list('--older-than', '7d', '--idle-for', '1d');

    expect(stdout).toMatch(/abort .* idle\n.*keep: active .* written\n/);
    expect(stdout).toContain('--older-than 7d --idle-for 1d` would abort 1, and keep 1 active');
  });

  it('lists only keys with the prefix', async () => {
    for (const key of ['a/1', 'a/2', 'b/1']) s3.seedUpload('photos', { key });

    const { stdout } = await list('--prefix', 'a/', '--json');

    expect(linesOf(stdout).flatMap(({ key }) => key ?? [])).toEqual(['a/1', 'a/2']);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)'])('writes no formula into CSV: a key %s', async (key) => {
    s3.seedUpload('photos', { key });

    const { stdout, stderr } = await list('--csv');

    const [heading, row] = stdout.split('\r\n');
    expect(heading).toBe('key,uploadId,initiated,initiator,verdict');
    expect(row?.split(',')[0]).toBe(`'${key}`);
    expect(stderr).toContain('would abort 1');
  });

  it('shows no control character of a key on a terminal', async () => {
    s3.seedUpload('photos', { key: 'a\u001b[2J' });

    expect((await list()).stdout).toContain('a\\u001b[2J');
  });

  it('goes on within a key when the upload at which a page ended is gone', async () => {
    s3.seedUploads('photos', 1_500, () => ({ key: 'k' }));
    let pages = 0;
    s3.onRequest(({ operation }) => {
      if (operation === 'ListMultipartUploads') pages += 1;
      if (pages === 2) s3.fail({ operation, times: 1, kind: { status: 400, code: 'InvalidArgument' } });
    });

    const { code, stdout } = await list('--json', '--keep-completed', 'never');

    expect(code).toBe(0);
    const ids = linesOf(stdout).flatMap(({ uploadId }) => uploadId ?? []);
    expect(ids).toHaveLength(1_500);
    expect(new Set(ids).size).toBe(1_500);
    expect(pages).toBeGreaterThan(3);
  });

  it('ends at Ctrl-C with 130, and says how far it came', async () => {
    s3.seedUploads('photos', 2_500, (index) => ({ key: `k${index}` }));
    const io = recordedIo();
    let pages = 0;
    s3.onRequest(() => {
      pages += 1;
      if (pages > 2) io.pressCtrlC();
    });

    const code = await main(['list', 'photos', ...S3(), '--keep-completed', 'never', '--json'], io);

    expect(code).toBe(130);
    expect(linesOf(io.written.stdout).at(-1).error.message).toMatch(/after [\d,]+ uploads/);
  });

  it('is JSON or CSV, not both', async () => {
    expect(await list('--json', '--csv')).toMatchObject({ code: 2, stderr: expect.stringContaining('--csv') });
  });

  it.each([
    ['a bucket that does not exist', () => s3.removeBucket('photos'), 'NoSuchBucket'],
    ['a missing permission', () => void s3.deny({ operation: 'ListMultipartUploads' }), 'AccessDenied'],
  ])('says what is wrong with %s, in a line of JSON', async (_, spoil, type) => {
    spoil();

    const { code, stdout, stderr } = await list('--json');

    expect(code).toBe(1);
    expect(linesOf(stdout)).toMatchObject([{ error: { type } }]);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
