import fc from 'fast-check';

/**
 * The unit of strings of any code points but halves of surrogate pairs. The same as fast-check's `binary`, which takes
 * a second to make its table of all of them in each test file.
 */
export const anyCharacter = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  )
  .map((codePoint) => String.fromCodePoint(codePoint));
