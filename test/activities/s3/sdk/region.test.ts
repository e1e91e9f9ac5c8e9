import { createGateway } from '../../../../activities/s3/create-gateway.ts';

describe('a connection without a region', () => {
  const before = { ...process.env };
  beforeEach(() => {
    delete process.env.AWS_REGION;
    Object.assign(process.env, { AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' });
  });
  afterEach(() => {
    process.env = before;
  });

  it.each([true, false])('fails at once instead of being tried again (lean: %s)', async (lean) => {
    const gateway = createGateway({ lean, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });

    const target = { connection: 'default', bucket: 'photos' };
    const listing = gateway.listUploads({ target, maxUploads: 1 }, new AbortController().signal);

    await expect(listing).rejects.toMatchObject({ kind: 'fatal', type: 'WrongRegion', code: 'RegionMissing' });
    gateway.close();
  });
});
