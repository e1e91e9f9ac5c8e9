import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { sha256 } from '../../domain/sha256.ts';

describe('SHA-256', () => {
  it('is that of FIPS 180-4 of an empty message', () => {
    expect(sha256(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('is that of Node for any message', () => {
    const ofNode = (message: Uint8Array) => createHash('sha256').update(message).digest('hex');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => sha256(message) === ofNode(message)),
      { numRuns: 1_000 },
    );
  });
});
