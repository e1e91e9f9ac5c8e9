const MILLISECONDS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** About 285 years; beyond it dates overflow. */
const LONGEST = 9_000_000_000_000;

/** Milliseconds of `500ms`, `10s`, `5m`, `24h`, `7d`, `2w` or a number of milliseconds; undefined for anything else. */
export function parseDuration(duration: unknown): number | undefined {
  const milliseconds = typeof duration === 'string' ? fromText(duration) : duration;
  if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds)) return undefined;
  return milliseconds >= 0 && milliseconds <= LONGEST ? Math.round(milliseconds) : undefined;
}

function fromText(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s?(ms|s|m|h|d|w)$/.exec(text.trim()) ?? [];
  const factor = MILLISECONDS[unit ?? ''];
  return factor === undefined ? undefined : Number(amount) * factor;
}
