/** A pattern of so many alternatives is a mistake, or means harm. */
export const ALTERNATIVES_AT_MOST = 1_000;

/**
 * The patterns that a pattern with `{a,b}` stands for; `{a,{b,c}d}` is a, bd, cd. A brace without its other half stands for itself.
 * Undefined: there are too many.
 */
export function alternativesOf(pattern: string): string[] | undefined {
  let found = [''];
  for (let at = 0; at < pattern.length; ) {
    const group = pattern[at] === '{' ? groupAt(pattern, at) : undefined;
    const choices = group ? alternativesOfAll(group.choices) : [pattern[at] as string];
    if (!choices || found.length * choices.length > ALTERNATIVES_AT_MOST) return undefined;
    found = found.flatMap((begun) => choices.map((choice) => begun + choice));
    at = group?.end ?? at + 1;
  }
  return [...new Set(found)];
}

function alternativesOfAll(patterns: string[]): string[] | undefined {
  const each = patterns.map(alternativesOf);
  return each.some((found) => found === undefined) ? undefined : each.flatMap((found) => found ?? []);
}

/** What is between a brace and its other half, by the commas that are in no brace within. Undefined: there is no other half. */
function groupAt(pattern: string, start: number): { choices: string[]; end: number } | undefined {
  const choices: string[] = [];
  let [depth, from] = [0, start + 1];
  for (let at = start + 1; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (depth === 0 && (character === ',' || character === '}')) {
      choices.push(pattern.slice(from, at));
      if (character === '}') return { choices, end: at + 1 };
      from = at + 1;
    } else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
  }
  return undefined;
}
