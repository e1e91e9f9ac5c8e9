import fc from 'fast-check';
import { compareKeys, isInKeyOrder, isListedBehind } from '../../domain/key-order.ts';
import { anyCharacter } from '../support/any-character.ts';

const byBytes = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** Few units, so that keys share beginnings; surrogates come in pairs, alone and in the wrong order. */
const unit = fc.constantFrom(
  'a',
  'b',
  '\u007f',
  'é',
  '\ud7ff',
  '\ue000',
  '\ufffd',
  '\uffff',
  '\ud83d',
  '\ud83e',
  '\ude00',
  '\ude01',
);
const anyKey = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.array(unit, { maxLength: 6 }).map((units) => units.join('')),
);

describe('the order of keys', () => {
  it('is that of their UTF-8 bytes, lone surrogates included', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(byBytes(a, b));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is that of their UTF-8 bytes behind a long beginning that they share', () => {
    fc.assert(
      fc.property(anyKey, anyKey, anyKey, (beginning, a, b) => {
        const shared = beginning.repeat(50);
        expect(Math.sign(compareKeys(shared + a, shared + b))).toBe(byBytes(shared + a, shared + b));
      }),
    );
  });

  it('is not that of UTF-16 strings', () => {
    expect(compareKeys('\uffff', '\u{10000}')).toBeLessThan(0);
    expect(isInKeyOrder(['\uffff', '\u{10000}', '\u{10000}'])).toBe(true);
    expect(isInKeyOrder(['b', 'a'])).toBe(false);
  });

  it.each([
    ['a pair behind another of the same first half', '\u{1f600}', '\u{1f601}'],
    ['the first of them behind the last character before', '\uffff', '\u{10000}'],
    ['the second pair behind the first', '\u{10000}', '\u{10001}'],
    ['half a pair where U+FFFD is', '\ue000', '\ud800'],
    ['the last of all', '\u{10fffe}', '\u{10ffff}'],
    ['what comes right before surrogates', '\ud7ff', '\ud800'],
    ['what comes right behind them', '\ue000', '\udfff'],
  ])('has %s', (_, a, b) => {
    expect(Math.sign(compareKeys(a, b))).toBe(byBytes(a, b));
    expect(Math.sign(compareKeys(b, a))).toBe(byBytes(b, a));
    expect(compareKeys(a, b)).toBeLessThan(0);
  });

  it.each([
    ['a', 'a', false],
    ['a/', 'a', true],
    ['a', 'a/', false],
    ['b', 'a/z', true],
    ['a', '', true],
  ])('lists %j behind the marker %j: %s', (key, marker, isBehind) => {
    expect(isListedBehind(key, marker)).toBe(isBehind);
  });
});
