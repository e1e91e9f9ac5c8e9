const utf8 = new TextEncoder();
const known = new WeakMap<object, number>();

/** Bytes that an item takes in a payload. A key of 1,024 bytes may take 6,144: JSON escapes control characters. */
export function bytesOf(item: object): number {
  const bytes = known.get(item) ?? utf8.encode(JSON.stringify(item)).length;
  known.set(item, bytes);
  return bytes;
}

/** How many of the items, from the first, take no more than that in a payload. */
export function howManyFit(items: object[], bytes: number): number {
  let room = bytes;
  const tooLarge = items.findIndex((item) => {
    room -= bytesOf(item);
    return room < 0;
  });
  return tooLarge < 0 ? items.length : tooLarge;
}
