import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, limits, s3Failure, target, uploads } from '../support/fake-gateway.ts';

const part = { size: 5, modified: '2026-01-01T00:00:00Z' };

function verify(listParts: ConstructorParameters<typeof FakeGateway>[0]) {
  return new Attempt(new FakeGateway(listParts)).verify({ target, uploads: uploads(3), limits });
}

describe('verifying', () => {
  it('takes an upload that S3 does not know for gone', async () => {
    expect(await verify({})).toEqual({ remaining: [], requests: { listParts: 3 } });
  });

  it('takes an upload without parts for gone', async () => {
    expect((await verify({ listParts: async () => ({ parts: [] }) })).remaining).toEqual([]);
  });

  it('reports an upload with a part', async () => {
    const listParts = async ({ key }: { key: string }) => ({ parts: key === 'key-00001' ? [part] : [] });

    expect((await verify({ listParts })).remaining).toEqual([{ index: 1, reason: 'PartsRemain' }]);
  });

  it('reports an upload whose first page is empty and has a next one', async () => {
    const { remaining } = await verify({ listParts: async () => ({ parts: [], next: '7' }) });

    expect(remaining).toHaveLength(3);
  });

  it('takes a denied answer neither for gone nor for there', async () => {
    const { remaining } = await verify({ listParts: () => Promise.reject(s3Failure('AccessDenied', 'ListParts')) });

    expect(remaining.map(({ reason }) => reason)).toEqual(['AccessDenied', 'AccessDenied', 'AccessDenied']);
  });
});
