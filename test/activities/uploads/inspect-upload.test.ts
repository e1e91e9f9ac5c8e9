import { inspect } from '../../../activities/uploads/inspect-upload.ts';

const part = (modified: string) => ({ number: 1, size: 5, modified }) as never;
const upload = { key: 'a', uploadId: 'u', initiated: '2026-01-01T00:00:00Z' };

/** What an upload with these parts, two a page, holds. */
function inspected(...instants: string[]) {
  return inspect(upload, undefined, async (after) => {
    const from = Number(after ?? 0);
    const parts = instants.slice(from, from + 2).map(part);
    return { parts, ...(from + 2 < instants.length && { next: String(from + 2) }) };
  });
}

describe('the newest part of an upload', () => {
  const [first, second, third] = ['2026-01-02T00:00:00Z', '2026-01-03T00:00:00+12:00', '2026-01-04T00:00:00Z'] as const;

  it.each([[[first, second, third]], [[third, second, first]], [[first, third, second]]])(
    'is told wherever it is listed: %j',
    async (instants) => {
      expect(await inspected(...instants)).toEqual({ parts: 3, bytes: 15, lastPart: third });
    },
  );

  it('is the latest by time, not by how it is written', async () => {
    expect(await inspected('2026-01-02T23:00:00Z', second)).toMatchObject({ lastPart: '2026-01-02T23:00:00Z' });
  });

  it('is none where there is no part', async () => {
    expect(await inspected()).toEqual({ parts: 0, bytes: 0 });
  });
});
