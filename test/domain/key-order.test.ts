import fc from 'fast-check';
import { compareKeys, isInKeyOrder } from '../../domain/key-order.ts';

describe('the order of keys', () => {
  it('is that of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });

  it('is not that of UTF-16 strings', () => {
    expect(compareKeys('\uffff', '\u{10000}')).toBeLessThan(0);
    expect(isInKeyOrder(['\uffff', '\u{10000}', '\u{10000}'])).toBe(true);
    expect(isInKeyOrder(['b', 'a'])).toBe(false);
  });
});
