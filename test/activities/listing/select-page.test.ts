import { selectUploads } from '../../../activities/listing/select-page.ts';

const target = { connection: 'default', bucket: 'photos' };
const upload = (key: string, initiator?: string, initiated = '2026-01-01T00:00:00Z') => ({
  ...{ key, uploadId: `id-of-${key}`, initiated },
  ...(initiator === undefined ? {} : { initiator }),
});

describe('the initiators of a page', () => {
  it('say of which of its uploads each is, so that those counted before can be left out', () => {
    const uploads = [upload('a', 'me'), upload('b', 'you'), upload('c', 'me'), upload('d')];

    expect(selectUploads({ uploads }, { target }).initiators).toEqual([
      { id: 'me', uploads: 2, at: [0, 2] },
      { id: 'you', uploads: 1, at: [1] },
    ]);
  });

  it('are one without positions where all uploads are of one', () => {
    const uploads = [upload('a', 'me'), upload('b', 'me')];

    expect(selectUploads({ uploads }, { target }).initiators).toEqual([{ id: 'me', uploads: 2 }]);
  });

  it('count positions among the selected uploads', () => {
    const uploads = [upload('a', 'me', '2026-03-01T00:00:00Z'), upload('b', 'you'), upload('c', 'me')];

    expect(selectUploads({ uploads }, { target, initiatedBefore: '2026-02-01T00:00:00Z' }).initiators).toEqual([
      { id: 'you', uploads: 1, at: [0] },
      { id: 'me', uploads: 1, at: [1] },
    ]);
  });
});

describe('the places of young uploads', () => {
  const [old, young] = ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z'];
  const same = (initiated: string, n: number) => ({ key: 'same', uploadId: `id-${n}`, initiated });
  const select = (uploads: Array<ReturnType<typeof same>>, next?: { key: string; uploadId?: string }) =>
    selectUploads({ uploads, ...(next && { next }) }, { target, initiatedBefore: '2026-02-01T00:00:00Z' });

  it('are told on a page of one key that has a next one: how many selected uploads come before each', () => {
    const uploads = [young, old, young, young, old].map(same);

    expect(select(uploads, { key: 'same', uploadId: 'id-4' }).youngAfter).toEqual([0, 1, 1]);
  });

  it.each([
    ['is the last', [old, young].map(same), undefined],
    ['ends behind a key', [same(young, 0), { ...same(young, 1), key: 'then' }], { key: 'then' }],
    ['keeps none', [old, old].map(same), { key: 'same', uploadId: 'id-1' }],
  ])('are not told on a page that %s', (_, uploads, next) => {
    expect(select(uploads, next)).not.toHaveProperty('youngAfter');
  });
});
