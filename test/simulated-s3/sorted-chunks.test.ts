import fc from 'fast-check';
import { SortedChunks } from '../../simulated-s3/sorted-chunks.ts';
import { compareUtf8 } from '../../simulated-s3/utf8-order.ts';
import { anyCharacter } from '../support/any-character.ts';

it('orders strings as their UTF-8 bytes are ordered', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

it('stays sorted and complete through any inserts and deletes', () => {
  const numbers = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 600, maxLength: 3000 });
  fc.assert(
    fc.property(numbers, numbers, (inserted, deleted) => {
      const list = new SortedChunks<number>((a, b) => a - b);
      const expected = new Set(inserted);
      for (const number of expected) list.insert(number);
      const isDeletedAlike = deleted.map((number) => list.delete(number) === expected.delete(number));

      expect(isDeletedAlike).not.toContain(false);
      expect([...list]).toEqual([...expected].sort((a, b) => a - b));
      expect(list.size).toBe(expected.size);
    }),
    { numRuns: 30 },
  );
});

it('seeks the first item that is not before a place, and walks on from there', () => {
  const list = new SortedChunks<number>((a, b) => a - b);
  for (let number = 0; number < 3000; number += 2) list.insert(number);

  const cursor = list.seek((number) => number < 1001);
  const seen = [cursor.item, cursor.next(), cursor.item];

  expect(seen).toEqual([1002, undefined, 1004]);
  expect(list.seek(() => true).item).toBeUndefined();
});
