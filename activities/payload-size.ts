/** How many of the items, from the first, take no more bytes than that in a payload: JSON spells a control character in six. */
export function howManyFit(items: object[], bytes: number): number {
  let room = bytes;
  const tooLarge = items.findIndex((item) => {
    room -= Buffer.byteLength(JSON.stringify(item));
    return room < 0;
  });
  return tooLarge < 0 ? items.length : tooLarge;
}
