import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, s3Failure, target, upload } from '../support/fake-gateway.ts';

const start = { key: '' };

/** Ten uploads a page, each page a second's work; every page but the last names an upload as its marker. */
function bucketOf(pages: number, clock: () => Attempt['clock'], refused?: string): FakeGateway {
  return new FakeGateway({
    listUploads: async ({ marker }, signal) => {
      await clock().sleep(1_000, signal);
      if (marker?.uploadId && marker.key === refused) throw s3Failure('InvalidArgument', 'ListMultipartUploads');
      const page = marker?.uploadId ? Number(marker.uploadId) : 0;
      const uploads = Array.from({ length: 10 }, (_, index) => upload(`${String(page).padStart(3, '0')}/${index}`));
      const next = { key: uploads.at(-1)?.key ?? '', uploadId: String(page + 1) };
      return { uploads, ...(page + 1 < pages && { next }) };
    },
  });
}

function surveyed(pages: number, refused?: string) {
  const attempt: Attempt = new Attempt(bucketOf(pages, () => attempt.clock, refused));
  return attempt;
}

describe('a survey', () => {
  it('ends at a key that no abort can invalidate, once it has found enough uploads', async () => {
    const { through, requests } = await surveyed(9).survey({ target, marker: start, uploads: 25 });

    expect(through).toBe('002/8');
    expect(requests).toMatchObject({ list: 3 });
  });

  it('begins at the first key unless it is told where', async () => {
    expect((await surveyed(9).survey({ target, uploads: 25 })).through).toBe('002/8');
  });

  it('has no end where the listing ends first', async () => {
    expect((await surveyed(2).survey({ target, marker: start, uploads: 25 })).through).toBeUndefined();
  });

  it('ends early where S3 refuses the marker of an upload that is gone', async () => {
    expect((await surveyed(9, '001/9').survey({ target, marker: start, uploads: 25 })).through).toBe('001/8');
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
