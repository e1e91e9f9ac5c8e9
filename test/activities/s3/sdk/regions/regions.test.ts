import { createGateway } from '../../../../../activities/s3/create-gateway.ts';
import type { S3Gateway } from '../../../../../activities/s3/gateway.ts';
import { EMPTY_LISTING, LocalServer, type Reply } from '../../../../support/way-there/local-server.ts';
import { target } from '../../../support/fake-gateway.ts';

const { signal } = new AbortController();

/** The region that a request was signed for. */
const regionIn = (headers: { authorization?: string | undefined }) =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];

const ELSEWHERE = (region: string): Reply => ({
  status: 400,
  body: `<Error><Code>AuthorizationHeaderMalformed</Code><Message>expecting</Message><Region>${region}</Region></Error>`,
});
const REDIRECT: Reply = {
  status: 301,
  headers: { 'x-amz-bucket-region': 'eu-west-3' },
  body: '<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>',
};

describe.each([true, false])('the region of a bucket (lean: %s)', (lean) => {
  let s3: LocalServer;
  let gateway: S3Gateway;
  let refusal: Reply;

  beforeEach(async () => {
    refusal = ELSEWHERE('eu-west-3');
    s3 = await LocalServer.start(({ headers }) =>
      regionIn(headers) === 'eu-west-3' ? { body: EMPTY_LISTING } : refusal,
    );
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    gateway = createGateway({ endpoint: s3.url, region: 'us-east-1', forcePathStyle: true, credentials, lean });
  });
  afterEach(async () => {
    gateway.close();
    await s3.stop();
  });

  const list = (bucket = target.bucket) =>
    gateway.listUploads({ target: { ...target, bucket }, maxUploads: 1 }, signal);
  const regions = () => s3.asked.map(({ headers }) => regionIn(headers));

  it.each<[string, Reply]>([
    ['the refusal', ELSEWHERE('eu-west-3')],
    ['the redirect', REDIRECT],
  ])('is learnt from %s, and kept', async (_, reply) => {
    refusal = reply;

    await list();
    await list();

    expect(regions()).toEqual(['us-east-1', 'eu-west-3', 'eu-west-3']);
  });

  it.each<[string, () => Promise<unknown> | undefined]>([
    ['HeadBucket', () => gateway.buckets?.headBucket(target, signal)],
    ['HeadObject', () => gateway.headObject?.(target, 'key', signal)],
  ])('is learnt from the answer to a %s, which has no body', async (_, ask) => {
    refusal = { status: 400, headers: { 'x-amz-bucket-region': 'eu-west-3' }, body: '' };

    await ask();

    expect(regions()).toEqual(['us-east-1', 'eu-west-3']);
  });

  it('is that of the bucket alone', async () => {
    await list();
    await list('other');

    expect(regions()).toEqual(['us-east-1', 'eu-west-3', 'us-east-1', 'eu-west-3']);
  });

  it.each([
    ['the same region again', 'us-east-1'],
    ['no region', 'evil.example/'],
  ])('is WrongRegion where S3 tells %s', async (_, region) => {
    refusal = ELSEWHERE(region);

    await expect(list()).rejects.toMatchObject({ type: 'WrongRegion', kind: 'fatal' });
    expect(s3.asked).toHaveLength(1);
  });

  it('is WrongRegion where S3 sends from place to place', async () => {
    s3.respond = ({ headers }) => ELSEWHERE(regionIn(headers) === 'eu-west-1' ? 'eu-west-2' : 'eu-west-1');

    await expect(list()).rejects.toMatchObject({ type: 'WrongRegion' });
    expect(s3.asked.length).toBeLessThan(5);
  });
});
