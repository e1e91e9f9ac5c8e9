import { describeGateways } from '../../../support/describe-gateways.ts';

const { signal } = new AbortController();

describeGateways((given) => {
  /** What two listings ask for, and what the second one shows. */
  async function listTwice(keySpelling: 'claimed' | 'raw' | 'unsaid' | 'encoded', keys: string[]) {
    const { s3, gateway } = given;
    s3.createBucket('photos', { keySpelling });
    s3.seedUploads('photos', keys.length, (at) => ({ key: keys[at] ?? '' }));
    const list = () =>
      gateway.listUploads({ target: { connection: 'default', bucket: 'photos' }, maxUploads: 10 }, signal);
    await list();
    const { uploads } = await list();
    const asked = s3.log.entries.map(({ query }) => query.get('encoding-type'));
    return { asked, keys: uploads.map(({ key }) => key) };
  }

  it.each(['claimed', 'raw'] as const)(
    'asks for encoded keys no more where it is shown that none is: %s',
    async (spelling) => {
      const keys = ['a b', 'a%20b', 'c+d'];

      expect(await listTwice(spelling, keys)).toEqual({ asked: ['url', undefined], keys: [...keys].sort() });
    },
  );

  it.each(['claimed', 'raw', 'unsaid', 'encoded'] as const)(
    'goes on asking where nothing shows it: %s',
    async (spelling) => {
      expect((await listTwice(spelling, ['a', 'b'])).asked).toEqual(['url', 'url']);
    },
  );

  it.each(['unsaid', 'encoded'] as const)('goes on asking where keys are encoded: %s', async (spelling) => {
    expect((await listTwice(spelling, ['a b', 'c'])).asked).toEqual(['url', 'url']);
  });
});
