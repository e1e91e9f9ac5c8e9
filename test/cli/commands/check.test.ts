import { type AddressInfo, createServer } from 'node:net';
import { main } from '../../../cli/main.ts';
import { SimulatedS3, type SimulatedS3Options } from '../../../simulated-s3/index.ts';
import { bucketInUse, contentsOf } from '../../conformance/check/snapshot.ts';
import { recordedIo } from '../support/recorded-io.ts';
import { flagsOf, haveCredentials } from '../support/signed-s3.ts';

// What the command prints does not hang on how much is tried. All of it is tried in test/conformance.
jest.mock('../../../conformance/behaviours/index.ts', () => {
  const all = jest.requireActual('../../../conformance/behaviours/index.ts');
  const some = ['Listing', 'Markers', 'Buckets and objects'];
  return { ...all, SECTIONS: all.SECTIONS.filter(({ title }: { title: string }) => some.includes(title)) };
});

let s3: SimulatedS3;
async function begin(options: SimulatedS3Options = {}): Promise<void> {
  s3 = await SimulatedS3.start({ verifySignatures: true, ...options });
  bucketInUse(s3, 'photos');
}
afterEach(() => s3?.stop());

haveCredentials();

const S3 = () => flagsOf(s3);

async function check(...argv: string[]) {
  const io = recordedIo();
  const code = await main(['check', ...argv], io);
  return { code, ...io.written };
}

describe('check', () => {
  it('prints what holds, what was not tried and how it ended, and exits 0', async () => {
    await begin();

    const { code, stdout, stderr } = await check('--bucket', 'photos', ...S3());

    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('s3-cleanup-check-') });
    expect(stdout).toContain('as S3      lists keys in the order of their UTF-8 bytes\n');
    expect(stdout).toContain('not tried  deletes an empty bucket');
    expect(stdout).toContain('All that was tried of what every job needs works');
    expect(stdout).toContain('Nothing is left');
    expect(stdout).toContain('--create-bucket');
  });

  it('prints what differs, and what s3-cleanup does about it', async () => {
    await begin();
    s3.createBucket('odd', { keyMarkerAlone: 'from' });

    const { code, stdout } = await check('--bucket', 'odd', ...S3());

    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}handled {4}goes on strictly after a key marker alone.*: lists its key once more$/m);
    expect(stdout).toContain('a listing behind a key lists that key once more');
    expect(stdout).toMatch(/What s3-cleanup does about the differences:\n {2}- No upload at or before a marker/);
  });

  it('exits 1 where something does not work that every job needs, and names it', async () => {
    await begin({ now: () => Date.now() - 365 * 86_400_000 });

    const { code, stdout } = await check('--bucket', 'photos', ...S3());

    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}FAILS {6}tells when an upload was initiated/m);
    expect(stdout).toMatch(/What does not work:\n {2}- Ages cannot be relied on/);
  });

  it('answers one JSON document with --json', async () => {
    await begin();

    const { code, stdout } = await check('--bucket', 'photos', '--json', ...S3());

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ endpoint: s3.endpoint, bucket: 'photos', works: true });
  });

  it('cleans up after Ctrl-C, and exits 130', async () => {
    await begin();
    const before = await contentsOf(s3, 'photos');
    const io = recordedIo();
    let requests = 0;
    s3.onRequest(() => {
      requests += 1;
      if (requests === 60) io.pressCtrlC();
    });

    const code = await main(['check', '--bucket', 'photos', ...S3()], io);

    s3.onRequest(undefined);
    expect(code).toBe(130);
    expect(io.written.stderr).toContain('interrupted; nothing is left');
    expect(await contentsOf(s3, 'photos')).toEqual(before);
  });

  it.each([
    ['a bucket that does not exist', () => ['--bucket', 'no-such', ...S3()], 'NoSuchBucket', 'name of the bucket'],
    [
      'another region',
      () => ['--bucket', 'photos', '--endpoint-url', s3.endpoint, '--force-path-style', '--region', 'eu-west-1'],
      'WrongRegion',
      'us-east-1',
    ],
  ])('says in one sentence what is wrong with %s', async (_, argv, type, hint) => {
    await begin();

    const { code, stdout, stderr } = await check(...argv(), '--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { type, message: expect.stringContaining(hint) } });
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('says in one sentence that nobody answers', async () => {
    await begin();
    const unused = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => unused.once('listening', resolve));
    const { port } = unused.address() as AddressInfo;
    await new Promise((resolve) => unused.close(resolve));
    const endpoint = `http://127.0.0.1:${port}`;

    const where = ['--bucket', 'photos', '--endpoint-url', endpoint, '--region', 'us-east-1'];
    const byPath = await check(...where, '--force-path-style');
    const byHost = await check(...where);

    const created = await check('--create-bucket', ...where.slice(2), '--force-path-style');

    expect([byPath.code, byHost.code, created.code]).toEqual([1, 1, 1]);
    expect(byPath.stderr).toContain(`on ListMultipartUploads of photos: is ${endpoint} the right address?`);
    expect(byHost.stderr).toContain('--force-path-style');
    expect(created.stderr).toContain(`is ${endpoint} the right address?`);
    expect(created.stderr).not.toContain('could not remove');
    expect(byPath.stderr + byHost.stderr).not.toMatch(/^\s+at /m);
  });
});
