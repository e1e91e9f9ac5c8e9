import { createGateway } from '../../../../activities/s3/create-gateway.ts';
import type { S3ConnectionConfig } from '../../../../activities/s3/sdk/client.ts';

const before = { ...process.env };
beforeEach(() => {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_PROFILE']) delete process.env[name];
  Object.assign(process.env, { AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' });
});
afterEach(() => {
  process.env = before;
});

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

async function isAws(config: S3ConnectionConfig, bucket = 'photos'): Promise<boolean | undefined> {
  const gateway = createGateway({ region: 'eu-west-1', credentials, ...config });
  try {
    return await gateway.isAws?.({ connection: 'default', bucket });
  } finally {
    gateway.close();
  }
}

const onAws: Array<[string, S3ConnectionConfig]> = [
  ['no endpoint', {}],
  ['no endpoint, in China', { region: 'cn-north-1' }],
  ['no endpoint, in the sovereign cloud', { region: 'eusc-de-east-1' }],
  ['no endpoint, in an isolated partition', { region: 'us-iso-east-1' }],
  ['FIPS and both IP versions', { region: 'us-east-1', useFipsEndpoint: true, useDualstackEndpoint: true }],
  ['the endpoint of a region', { endpoint: 'https://s3.eu-west-1.amazonaws.com' }],
  ['the endpoint of a region in China', { endpoint: 'https://s3.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' }],
  ['a VPC endpoint', { endpoint: 'https://bucket.vpce-0a1-b2.s3.eu-west-1.vpce.amazonaws.com' }],
];

it.each(onAws)('requests go to AWS: %s', async (_, config) => {
  expect(await isAws(config)).toBe(true);
});

it('requests go to AWS, to an access point', async () => {
  expect(await isAws({}, 'arn:aws:s3:eu-west-1:111122223333:accesspoint/photos')).toBe(true);
});

const elsewhere: Array<[string, S3ConnectionConfig]> = [
  ['an address', { endpoint: 'http://127.0.0.1:9000' }],
  ['a path-style endpoint', { endpoint: 'https://s3.example.com', forcePathStyle: true }],
  ['a name that only looks like it', { endpoint: 'https://amazonaws.com.example.org' }],
  ['a name that only ends like it', { endpoint: 'https://notamazonaws.com' }],
];

it.each(elsewhere)('requests go elsewhere: %s', async (_, config) => {
  expect(await isAws(config)).toBe(false);
});

it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'])('requests go elsewhere: %s', async (name) => {
  process.env[name] = 'https://minio.example.com';

  expect(await isAws({})).toBe(false);
});

it('is said as well where only the SDK makes requests', async () => {
  expect(await isAws({ lean: false })).toBe(true);
  expect(await isAws({ lean: false, endpoint: 'http://127.0.0.1:9000' })).toBe(false);
});

describe('which S3 it is', () => {
  async function store(config: S3ConnectionConfig): Promise<string | undefined> {
    const gateway = createGateway({ region: 'eu-west-1', credentials, ...config });
    try {
      return await gateway.store?.();
    } finally {
      gateway.close();
    }
  }

  it('is the same in all regions of a partition, and by every endpoint of AWS', async () => {
    const named = { endpoint: 'https://bucket.vpce-0a1-b2.s3.eu-west-1.vpce.amazonaws.com' };

    expect(await Promise.all([store({}), store({ region: 'us-east-1' }), store(named)])).toEqual(['aws', 'aws', 'aws']);
    expect(await store({ region: 'cn-north-1' })).toBe('aws-cn');
  });

  it('is that of the endpoint elsewhere, which it does not tell', async () => {
    const [one, same, other] = await Promise.all(
      ['http://127.0.0.1:9000', 'http://127.0.0.1:9000/', 'http://127.0.0.1:9001'].map((endpoint) =>
        store({ endpoint }),
      ),
    );

    expect([one === same, one === other]).toEqual([true, false]);
    expect(one).toMatch(/^[\da-f]{16}$/);
  });
});
