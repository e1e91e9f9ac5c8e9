/** Does something with every item, so many at once. */
export async function inFlight<T>(count: number, items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  const lane = async () => {
    for (let item = rest.next(); !item.done; item = rest.next()) await act(item.value);
  };
  await Promise.all(Array.from({ length: count }, lane));
}
