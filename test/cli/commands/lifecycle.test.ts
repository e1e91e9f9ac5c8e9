import { main } from '../../../cli/main.ts';
import { SimulatedS3 } from '../../../simulated-s3/index.ts';
import { recordedIo } from '../support/recorded-io.ts';
import { flagsOf, haveCredentials } from '../support/signed-s3.ts';

const DIRECTORY = 'fast--use1-az4--x-s3';
const rule = (id: string, scope: string, action: string, status = 'Enabled') =>
  `<Rule>  <ID>${id}</ID>${scope}<Status>${status}</Status>${action}</Rule>\n`;
const abort = (days: number) =>
  `<AbortIncompleteMultipartUpload><DaysAfterInitiation>${days}</DaysAfterInitiation></AbortIncompleteMultipartUpload>`;
const EXPIRING = rule(
  'ä &amp; 1',
  '<Filter><Prefix>logs/</Prefix></Filter>',
  '<Expiration><Days>9</Days></Expiration>',
);

let s3: SimulatedS3;
beforeEach(async () => {
  s3 = await SimulatedS3.start({ verifySignatures: true });
  s3.createBucket('photos');
});
afterEach(() => s3.stop());

haveCredentials();

async function lifecycle(...argv: string[]) {
  const io = recordedIo();
  const code = await main(['lifecycle', ...argv, ...flagsOf(s3)], io);
  return { code, ...io.written };
}
const answer = async (...argv: string[]) => JSON.parse((await lifecycle(...argv, '--json')).stdout);

describe('s3-cleanup lifecycle BUCKET', () => {
  it('says in one sentence that there is no rule', async () => {
    const { code, stdout } = await lifecycle('photos');

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'No rule aborts the incomplete uploads of photos.\n' });
  });

  it('shows which rules abort uploads: of which keys, disabled, or under a condition', async () => {
    s3.seedLifecycle('photos', [
      EXPIRING,
      rule('whole', '<Filter/>', abort(30)),
      rule('logs', '<Filter><Prefix>logs/</Prefix></Filter>', abort(3)),
      rule('off', '<Prefix/>', abort(1), 'Disabled'),
      rule(
        'tagged',
        '<Filter><And><Prefix>x/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>',
        abort(1),
      ),
    ]);

    expect(await answer('photos')).toEqual({
      bucket: 'photos',
      abortsAfterDays: 30,
      prefixes: [{ prefix: 'logs/', days: 3 }],
      rules: [
        { id: 'whole', prefix: '', days: 30, enabled: true, conditions: [] },
        { id: 'logs', prefix: 'logs/', days: 3, enabled: true, conditions: [] },
        { id: 'off', prefix: '', days: 1, enabled: false, conditions: [] },
        { id: 'tagged', prefix: 'x/', days: 1, enabled: true, conditions: ['the tag k=v'] },
      ],
      otherRules: 1,
    });
    const { stdout } = await lifecycle('photos');
    expect(stdout).toMatch(/after 30 days, those of some prefixes earlier/);
    expect(stdout).toMatch(/3 +logs\/ +enabled +logs/);
    expect(stdout).toMatch(/AWS takes no such rule/);
  });

  it.each([
    ['that has no lifecycle rules', 501, 'NotImplemented', 'Unsupported', 's3-cleanup schedule'],
    ['that denies it', 403, 'AccessDenied', 'AccessDenied', 's3:GetLifecycleConfiguration on arn:aws:s3:::photos'],
  ])('says of an S3 %s what to do', async (_, status, code, type, advice) => {
    s3.fail({ operation: 'GetBucketLifecycleConfiguration', kind: { status, code } });

    const { error } = await answer('photos');

    expect(error).toMatchObject({ type, message: expect.stringContaining(advice) });
  });

  it('changes nothing', async () => {
    s3.seedLifecycle('photos', [EXPIRING]);

    await lifecycle('photos');

    expect(s3.log.count('PutBucketLifecycleConfiguration')).toBe(0);
  });
});

describe('s3-cleanup lifecycle BUCKET --abort-after DAYS', () => {
  it('adds a rule, and writes every other back to the byte', async () => {
    s3.seedLifecycle('photos', [EXPIRING], 'varies_by_storage_class');

    const report = await answer('photos', '--abort-after', '7');

    const [kept, ours, ...more] = s3.lifecycleRules('photos');
    expect(`${kept}\n`).toBe(EXPIRING);
    expect(ours).toContain('s3-cleanup-aborts-incomplete-uploads');
    expect(more).toEqual([]);
    expect(report).toMatchObject({ abortsAfterDays: 7, otherRules: 1, change: 'added', shown: true });
  });

  it('sends the document that S3 sent, and ours in it', async () => {
    s3.seedLifecycle('photos', [EXPIRING], 'varies_by_storage_class');
    let put = { body: '', headers: {} };
    s3.onRequest((request) => {
      if (request.operation === 'PutBucketLifecycleConfiguration') put = request;
    });

    await lifecycle('photos', '--abort-after', '7');

    const [, before, after] = /^(.*<\/Rule>)<Rule><ID>s3-cleanup.*?<\/Rule>(.*)$/s.exec(put.body) ?? [];
    expect(before).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${EXPIRING.trimEnd()}`,
    );
    expect(after).toBe('\n</LifecycleConfiguration>');
    expect(put.headers).toMatchObject({
      'content-md5': expect.any(String),
      'x-amz-transition-default-minimum-object-size': 'varies_by_storage_class',
    });
  });

  it('changes its rule, and then nothing more', async () => {
    await lifecycle('photos', '--abort-after', '7');

    expect(await answer('photos', '--abort-after', '3')).toMatchObject({ abortsAfterDays: 3, change: 'changed' });
    expect(await answer('photos', '--abort-after', '3')).toMatchObject({ abortsAfterDays: 3, change: 'none' });
    expect(s3.lifecycleRules('photos')).toHaveLength(1);
    expect(s3.log.count('PutBucketLifecycleConfiguration')).toBe(2);
  });

  it('adds a rule with a prefix of its own beside rules of former times', async () => {
    s3.seedLifecycle('photos', [rule('old', '<Prefix>logs/</Prefix>', '<Expiration><Days>9</Days></Expiration>')]);

    expect(await answer('photos', '--abort-after', '7')).toMatchObject({ abortsAfterDays: 7, change: 'added' });
  });

  it('waits until S3 shows the rule', async () => {
    s3.createBucket('slow', { lifecycleShownAfter: 1 });

    expect(await answer('slow', '--abort-after', '7')).toMatchObject({ abortsAfterDays: 7, shown: true });
  });

  it('says what somebody else changed at the same time', async () => {
    s3.seedLifecycle('photos', [EXPIRING]);
    s3.onRequest(({ operation }) => {
      if (operation !== 'GetBucketLifecycleConfiguration' || s3.lifecycleRules('photos').length < 2) return;
      s3.seedLifecycle('photos', [rule('new', '<Filter/>', abort(2))]);
    });

    const { code, stderr } = await lifecycle('photos', '--abort-after', '7');

    expect(code).toBe(1);
    expect(stderr).toMatch(/changed by somebody else.*s3-cleanup-aborts-incomplete-uploads, new/);
  });

  it('writes nothing where it cannot read what is there', async () => {
    s3.seedLifecycle('photos', ['<Rule><Status>Perhaps</Status>', abort(1), '</Rule>', '<Policy/>']);

    const { error } = await answer('photos', '--abort-after', '7');

    expect(error.type).toBe('Unsupported');
    expect(s3.log.count('PutBucketLifecycleConfiguration')).toBe(0);
  });

  it('says that S3 refuses a rule, and why', async () => {
    s3.deny({ operation: 'PutBucketLifecycleConfiguration' });

    const { error } = await answer('photos', '--abort-after', '7');

    expect(error).toMatchObject({
      type: 'AccessDenied',
      message: expect.stringContaining('s3:PutLifecycleConfiguration'),
    });
  });

  it('works in a directory bucket, and says what else that needs', async () => {
    s3.createBucket(DIRECTORY);

    const { code, stdout } = await lifecycle(DIRECTORY, '--abort-after', '1');

    expect(code).toBe(0);
    expect(stdout).toMatch(/after 1 day\b/);
    expect(stdout).toContain('lifecycle.s3.amazonaws.com');
  });

  it.each([
    ['no number', ['photos', '--abort-after', 'soon']],
    ['half a day', ['photos', '--abort-after', '0.5']],
    ['no day', ['photos', '--abort-after', '0']],
    ['an access point', ['arn:aws:s3:us-east-1:111122223333:accesspoint/a']],
    ['a name that is none', ['a/b']],
    ['an owner of a directory bucket', [DIRECTORY, '--expected-bucket-owner', '111122223333']],
  ])('exits 2 on %s', async (_, argv) => {
    expect((await lifecycle(...argv)).code).toBe(2);
    expect(s3.log.entries).toEqual([]);
  });
});
