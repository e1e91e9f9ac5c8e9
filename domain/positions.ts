/** Positions in a list as text, for a person to read: `0-401 403`. They are in their order. */
export function inRanges(positions: number[]): string {
  const ranges: Array<{ first: number; last: number }> = [];
  for (const position of positions) {
    const range = ranges.at(-1);
    if (range?.last === position - 1) range.last = position;
    else ranges.push({ first: position, last: position });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(' ');
}

/** The positions that such a text names in a list of so many. */
export function positionsIn(ranges: string, of: number): number[] {
  return [...ranges.matchAll(/(\d+)(?:-(\d+))?/g)].flatMap(([, from, to = from]) => {
    const first = Number(from);
    return Array.from({ length: Math.min(Number(to), of - 1) - first + 1 }, (_, at) => first + at);
  });
}
