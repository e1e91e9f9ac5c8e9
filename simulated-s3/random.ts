/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Opaque tokens of 88 characters that look like AWS's upload IDs, the same for the same seed. */
export function seededTokens(seed: number): () => string {
  const random = seededRandom(seed ^ 0x5eed);
  const bytes = Buffer.alloc(66);
  return () => {
    for (let offset = 0; offset < 64; offset += 4) bytes.writeUInt32LE(Math.floor(random() * 4294967296), offset);
    bytes.writeUInt16LE(Math.floor(random() * 65536), 64);
    return bytes.toString('base64url');
  };
}
