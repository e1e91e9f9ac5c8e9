/** Adds what was made to the sums. A name that the sums lack begins at 0. */
export function addTo<Counts extends object>(sums: Counts, made: Partial<Counts>): void {
  const all = sums as Record<string, number>;
  for (const [name, count] of Object.entries(made as Record<string, number>)) all[name] = (all[name] ?? 0) + count;
}

/** Both added up by name. */
export function added<Counts extends object>(counts: Counts, more: Partial<Counts>): Counts {
  const sums = { ...counts };
  addTo(sums, more);
  return sums;
}
