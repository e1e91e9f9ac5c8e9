import { ApplicationFailure } from '@temporalio/common';
import type { UploadRef } from '../../../../activities/contract.ts';
import { type Naming, place, spellsOutAfter, told } from '../../../../workflows/cleanup/uploads/listed.ts';
import { listedOf, pageOf, uploadOf } from '../../support/uploads.ts';

const name = ({ key, uploadId }: UploadRef): { key: string; uploadId: string; isBack?: true } => ({ key, uploadId });
const nothing = () => undefined;
const naming: Naming = { spellsOut: false };

/** The uploads of a page, as a run takes them from it. */
function taken(keys: string[], page: string, without: string[] = []) {
  const listed = pageOf(keys, { digest: page });
  const fresh = listed.uploads.filter(({ key }) => !without.includes(key));
  const uploads = fresh.map(({ key }) => uploadOf(key));
  place(uploads, fresh, listed);
  return uploads;
}

describe('uploads that this run has listed', () => {
  it('are told by their page', () => {
    expect(told(naming, taken(['a', 'b', 'c'], 'p'), name, nothing)).toEqual([{ page: 'p', at: '0-2' }]);
  });

  it('are told by their positions in it, whichever were taken', () => {
    const uploads = taken(['a', 'b', 'c', 'd'], 'p', ['b']);

    expect(told(naming, uploads, name, nothing)).toEqual([{ page: 'p', at: '0 2-3' }]);
  });

  it('are told in their order, of however many pages', () => {
    const [first, second] = [taken(['a', 'b'], 'p'), taken(['c', 'd'], 'q')];
    const uploads = [...second, ...first, uploadOf('x'), ...second.slice(1)];

    expect(told(naming, uploads, name, nothing)).toEqual([
      { page: 'q', at: '0-1' },
      { page: 'p', at: '0-1' },
      { key: 'x', uploadId: 'id of x' },
      { page: 'q', at: '1' },
    ]);
  });

  it('are told by name where there is more to tell of them', () => {
    const uploads = taken(['a', 'b', 'c'], 'p');
    const more = ({ key }: { key: string }) => (key === 'b' ? { isBack: true as const } : undefined);

    expect(told(naming, uploads, name, more)).toEqual([
      { page: 'p', at: '0' },
      { key: 'b', uploadId: 'id of b', isBack: true },
      { page: 'p', at: '2' },
    ]);
  });

  it('are told by name in another run, which has another history', () => {
    const uploads = JSON.parse(JSON.stringify(taken(['a'], 'p')));

    expect(told(naming, uploads, name, nothing)).toEqual([{ key: 'a', uploadId: 'id of a' }]);
  });

  it('are told by name where the page has no digest', () => {
    const uploads = [uploadOf('a')];
    place(uploads, [listedOf('a')], pageOf(['a']));

    expect(told(naming, uploads, name, nothing)).toEqual([{ key: 'a', uploadId: 'id of a' }]);
  });
});

describe('a run whose workers cannot read its history', () => {
  it('tells all names from then on', () => {
    const job: Naming = { spellsOut: false };

    expect(spellsOutAfter(job, ApplicationFailure.create({ type: 'NamesUnknown' }))).toBe(true);
    expect(told(job, taken(['a'], 'p'), name, nothing)).toEqual([{ key: 'a', uploadId: 'id of a' }]);
  });

  it('is told by that failure only', () => {
    const job: Naming = { spellsOut: false };

    expect(spellsOutAfter(job, ApplicationFailure.create({ type: 'NoSuchBucket' }))).toBe(false);
    expect(job.spellsOut).toBe(false);
  });
});
