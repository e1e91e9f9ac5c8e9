const PRIMES = firstPrimes(64);

/**
 * FIPS 180-4, 4.2.2 and 5.3.3: what follows the point of the cube roots and of the square roots of the first primes.
 */
const K = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const INITIAL = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/**
 * SHA-256 in hexadecimal. Written out here because the sandbox of workflows has no `node:crypto`. Source: FIPS 180-4.
 */
export function sha256(message: Uint8Array): string {
  const padded = pad(message);
  let hash = INITIAL;
  for (let at = 0; at < padded.byteLength; at += 64) hash = compress(hash, schedule(padded, at));
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** 5.1.1: a bit, zeros, and the length in bits, up to a whole number of blocks of 64 bytes. */
function pad(message: Uint8Array): DataView {
  const padded = new Uint8Array(64 * Math.ceil((message.length + 9) / 64));
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, 8n * BigInt(message.length));
  return view;
}

/** 6.2.2, step 1. */
function schedule(padded: DataView, at: number): number[] {
  const words = Array.from({ length: 16 }, (_, index) => padded.getInt32(at + 4 * index));
  for (let index = 16; index < 64; index += 1) {
    const [w2, w7, w15, w16] = [2, 7, 15, 16].map((back) => words[index - back] as number) as Words;
    const s0 = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 >>> 3);
    const s1 = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 >>> 10);
    words.push((w16 + s0 + w7 + s1) | 0);
  }
  return words;
}

type Words = [number, number, number, number];

/** 6.2.2, steps 2 to 4. */
function compress(hash: number[], words: number[]): number[] {
  let [a, b, c, d] = hash as Words;
  let [e, f, g, h] = hash.slice(4) as Words;
  for (const [index, word] of words.entries()) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[index] as number) + word) | 0;
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (hash[index] as number)) | 0);
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function fraction(value: number): number {
  return ((value % 1) * 2 ** 32) | 0;
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}
