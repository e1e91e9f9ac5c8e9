import { LocalProxy } from '../support/way-there/local-proxy.ts';
import { EMPTY_LISTING, LocalServer, type Reply } from '../support/way-there/local-server.ts';
import { Person } from './support/person.ts';
import { expectAsTitled } from './support/sentences.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

let person: Person;
let s3: LocalServer;
beforeEach(async () => {
  person = await Person.withVariables(KEYS);
  s3 = await LocalServer.start(() => ({ body: EMPTY_LISTING }));
});
afterEach(async () => {
  await Promise.all([s3.stop(), person.leaves()]);
});

const lists = (...flags: string[]) =>
  person.runs(['list', 'photos', '--endpoint-url', s3.url, '--force-path-style', ...flags]);

/** The region that a request was signed for. */
const regionIn = (headers: { authorization?: string | undefined }) =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];

const error = (code: string, status: number, more: Partial<Reply> & { region?: string } = {}): Reply => ({
  status,
  body: `<Error><Code>${code}</Code><Message>no</Message>${more.region ? `<Region>${more.region}</Region>` : ''}</Error>`,
  ...(more.headers && { headers: more.headers }),
});

describe('a person whose bucket is in another region', () => {
  it.each<[string, Reply]>([
    ['names it in a header', error('PermanentRedirect', 301, { headers: { 'x-amz-bucket-region': 'eu-west-3' } })],
    ['names it in its body', error('AuthorizationHeaderMalformed', 400, { region: 'eu-west-3' })],
  ])('lists it where the redirect %s', async (_, redirect) => {
    s3.respond = ({ headers }) => (regionIn(headers) === 'eu-west-3' ? { body: EMPTY_LISTING } : redirect);

    expect((await lists('--region', 'us-east-1')).code).toBe(0);

    expect(s3.asked.map(({ headers }) => regionIn(headers))).toEqual(['us-east-1', 'eu-west-3']);
  });

  it('that nobody tells sees “the bucket is in another region, which S3 did not tell: use --region”, exit 1', async () => {
    s3.respond = () => error('PermanentRedirect', 301);
    expectAsTitled(await lists('--region', 'us-east-1'));
  });

  it('names no region sees “no region is set: use --region”, exit 1', async () => {
    expectAsTitled(await lists());
  });
});

describe('a person in', () => {
  it.each([
    ['China', 's3.cn-north-1.amazonaws.com.cn', 'arn:aws-cn:s3:::photos'],
    ['a government region', 's3.us-gov-west-1.amazonaws.com', 'arn:aws-us-gov:s3:::photos'],
    ['Europe of its own', 's3.eusc-de-east-1.amazonaws.eu', 'arn:aws-eusc:s3:::photos'],
  ])('%s who may not list sees what to grant, by the ARN of that partition', async (_, host, arn) => {
    s3.respond = () => error('AccessDenied', 403);
    const proxy = await LocalProxy.to(s3.port);
    const argv = ['list', 'photos', '--region', 'any-1', '--endpoint-url', `http://${host}`];

    const { code, stderr } = await person.runs(argv, { HTTP_PROXY: `http://${proxy.address}` });

    await proxy.stop();
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(`on ${arn}`) });
  });
});

describe('a person whose clock is off', () => {
  const SKEWED = (headers: Record<string, string>): Reply => error('RequestTimeTooSkewed', 403, { headers });
  const ahead = () => new Date(Date.now() + 7_200_000);
  const signedAt = (header: string | string[] | undefined) =>
    Date.parse(String(header).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const isOff = (header: string | string[] | undefined) => Math.abs(signedAt(header) - ahead().getTime()) > 900_000;

  it('lists a bucket by the time of S3', async () => {
    s3.respond = ({ headers }) =>
      isOff(headers['x-amz-date']) ? SKEWED({ date: ahead().toUTCString() }) : { body: EMPTY_LISTING };

    expect((await lists('--region', 'us-east-1')).code).toBe(0);
  });

  it.each<[string, Record<string, string>]>([
    ['is none', { date: 'yesterday' }],
    ['a cache kept', { date: ahead().toUTCString(), age: '7200' }],
  ])('and gets a Date that %s lists the bucket with the next request', async (_, headers) => {
    s3.respond = (request) => {
      const isFirst = s3.asked.length === 1;
      return isFirst || Math.abs(signedAt(request.headers['x-amz-date']) - Date.now()) > 900_000
        ? SKEWED(headers)
        : { body: EMPTY_LISTING };
    };

    expect((await lists('--region', 'us-east-1')).code).toBe(0);
  });

  it('and never told the time sees “the clock of the worker is not that of S3”, exit 1', async () => {
    s3.respond = () => SKEWED({ date: 'yesterday' });
    expectAsTitled(await lists('--region', 'us-east-1'));
  });
});

it('a person who may not touch the bucket by the connection sees “neverBuckets”, exit 1, and S3 is not asked', async () => {
  const settings = { endpoint: s3.url, region: 'us-east-1', forcePathStyle: true, neverBuckets: ['pho*'] };
  expectAsTitled(await person.runs(['list', 'photos', ...(await person.connection(settings))]));
  expect(s3.asked).toEqual([]);
});
