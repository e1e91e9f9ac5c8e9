import { Recent } from '../../../activities/s3/recent.ts';

describe('what is kept for the buckets used last', () => {
  it('lets go of the one that was used longest ago, and says so', () => {
    const gone: number[] = [];
    const recent = new Recent<number>(2, (value) => gone.push(value));
    recent.set('photos', 1);
    recent.set('videos', 2);
    recent.get('photos');

    recent.set('music', 3);

    expect(gone).toEqual([2]);
    expect([recent.get('photos'), recent.get('videos'), recent.get('music')]).toEqual([1, undefined, 3]);
  });

  it('takes a value that is set again for one that is used', () => {
    const recent = new Recent<number>(2);
    recent.set('photos', 1);
    recent.set('videos', 2);
    recent.set('photos', 3);
    recent.set('music', 4);

    expect([recent.get('photos'), recent.has('videos')]).toEqual([3, false]);
  });

  it('goes on after what was used last was deleted', () => {
    const recent = new Recent<number>(2);
    recent.set('photos', 1);
    recent.delete('photos');
    recent.set('photos', 2);

    expect(recent.get('photos')).toBe(2);
  });

  it('answers all that it kept when it is cleared', () => {
    const recent = new Recent<number>(2);
    recent.set('photos', 1);

    expect([recent.clear(), recent.get('photos')]).toEqual([[1], undefined]);
  });
});
