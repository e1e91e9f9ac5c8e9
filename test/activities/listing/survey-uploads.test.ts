import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, s3Failure, target, upload } from '../support/fake-gateway.ts';

const start = { key: '' };

/** Ten uploads a page, each page a second's work, of ten keys each. */
function bucketOf(pages: number, clock: () => Attempt['clock']): FakeGateway {
  const keys = Array.from({ length: 10 * pages }, (_, n) => `${String(Math.floor(n / 10)).padStart(3, '0')}/${n % 10}`);
  return new FakeGateway({
    listUploads: async ({ marker }, signal) => {
      await clock().sleep(1_000, signal);
      const from = marker ? keys.filter((key) => key <= marker.key).length : 0;
      const uploads = keys.slice(from, from + 10).map((key) => upload(key));
      const last = uploads.at(-1);
      return { uploads, ...(last && from + 10 < keys.length && { next: { key: last.key, uploadId: last.uploadId } }) };
    },
  });
}

function surveyed(pages: number) {
  const attempt: Attempt = new Attempt(bucketOf(pages, () => attempt.clock));
  return attempt;
}

describe('a survey', () => {
  it('ends at a key that no abort can invalidate, once it has found enough uploads', async () => {
    const { through, requests } = await surveyed(9).survey({ target, marker: start, uploads: 25 });

    expect(through).toBe('002/6');
    expect(requests).toMatchObject({ list: 3 });
  });

  it('begins at the first key unless it is told where', async () => {
    expect((await surveyed(9).survey({ target, uploads: 25 })).through).toBe('002/6');
  });

  it('has no end where the listing ends first', async () => {
    expect((await surveyed(2).survey({ target, marker: start, uploads: 25 })).through).toBeUndefined();
  });

  it('ends early where S3 refuses a marker in the middle of a key', async () => {
    const gateway = new FakeGateway({
      listUploads: async ({ marker }) => {
        if (marker?.uploadId) throw s3Failure('InvalidArgument', 'ListMultipartUploads');
        const uploads = marker?.key === 'a' ? [upload('same')] : [upload('a'), upload('same')];
        return { uploads, next: { key: 'same', uploadId: 'id of same' } };
      },
    });

    expect((await new Attempt(gateway).survey({ target, uploads: 25 })).through).toBe('a');
  });

  it('is of one range where S3 refuses the marker before any key has ended', async () => {
    const gateway = new FakeGateway({
      listUploads: async ({ marker }) => {
        if (marker) throw s3Failure('InvalidArgument', 'ListMultipartUploads');
        return { uploads: [upload('same')], next: { key: 'same', uploadId: 'id of same' } };
      },
    });

    expect(await new Attempt(gateway).survey({ target, uploads: 25 })).not.toHaveProperty('through');
  });

  it('heartbeats although each of its pages is short', async () => {
    const attempt = surveyed(99);

    await attempt.survey({ target, marker: start, uploads: 200 });

    expect(attempt.heartbeats.length).toBeGreaterThanOrEqual(3);
  });
});
