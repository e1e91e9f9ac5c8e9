/** A chunk this long is split: splicing it stays cheap, and a million items need few chunks. */
const CHUNK = 512;

/** A sorted list in chunks: insert, delete and seek cost O(log n) comparisons and one short splice. */
export class SortedChunks<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #chunks: T[][] = [];
  #size = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  insert(item: T): void {
    this.#size += 1;
    const cursor = this.seek((other) => this.#compare(other, item) < 0);
    if (cursor.item !== undefined) this.#insertAt(cursor.chunk, cursor.index, item);
    else this.#append(item);
  }

  /** False when no item compares equal. */
  delete(item: T): boolean {
    const { chunk, index, item: found } = this.seek((other) => this.#compare(other, item) < 0);
    if (found === undefined || this.#compare(found, item) !== 0) return false;
    const items = this.#chunks[chunk] as T[];
    items.splice(index, 1);
    if (items.length === 0) this.#chunks.splice(chunk, 1);
    this.#size -= 1;
    return true;
  }

  /** A cursor on the first item that is not before the place; `isBefore` must be true for a leading part only. */
  seek(isBefore: (item: T) => boolean): Cursor<T> {
    return new Cursor(this.#chunks, isBefore);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  #insertAt(chunk: number, index: number, item: T): void {
    const items = this.#chunks[chunk] as T[];
    items.splice(index, 0, item);
    if (items.length > CHUNK) this.#chunks.splice(chunk + 1, 0, items.splice(CHUNK / 2));
  }

  /** Ascending inserts fill each chunk before the next begins. */
  #append(item: T): void {
    const last = this.#chunks.at(-1);
    if (last && last.length < CHUNK) last.push(item);
    else this.#chunks.push([item]);
  }
}

/** A place in the list; of use until the list changes. */
export class Cursor<T> {
  readonly #chunks: T[][];
  chunk = 0;
  index = 0;

  constructor(chunks: T[][], isBefore: (item: T) => boolean) {
    this.#chunks = chunks;
    this.seek(isBefore);
  }

  /** Undefined behind the last item. */
  get item(): T | undefined {
    return this.#chunks[this.chunk]?.[this.index];
  }

  next(): void {
    this.index += 1;
    if (this.index < (this.#chunks[this.chunk]?.length ?? 0)) return;
    this.chunk += 1;
    this.index = 0;
  }

  seek(isBefore: (item: T) => boolean): void {
    this.chunk = partition(this.#chunks, (items) => isBefore(items[items.length - 1] as T));
    const items = this.#chunks[this.chunk];
    this.index = items ? partition(items, isBefore) : 0;
  }
}

function partition<T>(items: T[], isBefore: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
