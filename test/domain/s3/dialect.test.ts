import { DIALECT, inWords, merged } from '../../../domain/s3/dialect.ts';

it('what two answers met is named once, in order', () => {
  expect(merged(['b', 'a'], ['c', 'a'])).toEqual(['a', 'b', 'c']);
  expect(merged(undefined, ['a'])).toEqual(['a']);
  expect(merged(['a'])).toEqual(['a']);
  expect(merged()).toEqual([]);
});

it('an entry is said in words; one of a newer worker stands for itself', () => {
  expect(inWords('no-versions')).toBe(DIALECT['no-versions']);
  expect(inWords('known-to-a-newer-worker')).toBe('known-to-a-newer-worker');
});
