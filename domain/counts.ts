/** Adds up counts of the same names. */
export function addTo<Counts extends object>(sums: Counts, made: Partial<Counts>): void {
  const all = sums as Record<string, number>;
  for (const [name, count] of Object.entries(made as Record<string, number>)) all[name] = (all[name] ?? 0) + count;
}
