const CELL = { width: 8.4, height: 19 };
const MARGIN = 16;
const COLORS = { 0: '#d0d7de', 32: '#7ee787', 33: '#e3b341', 36: '#79c0ff' };
/** The end stays so long before it begins again. */
const STAYS_MS = 8_000;
/** Times as fast as it was. */
const SPEED = 4;

/** An SVG that plays the frames; who wants no motion, or no styles, sees the last one. */
function drawing(prompt, frames, columns) {
  const spells = spellsOf(frames);
  const endsAt = frames.at(-1).at + STAYS_MS * SPEED;
  const rows = Math.max(...frames.map(({ lines }) => lines.length)) + 1;
  const [width, height] = [columns * CELL.width + 2 * MARGIN, rows * CELL.height + 2 * MARGIN];
  const seconds = (endsAt / SPEED / 1_000).toFixed(1);
  const moving = spells.filter(({ from, to }) => from > 0 || to !== undefined);
  const styles = moving.map((spell, n) => keyframes(`f${n}`, spell, endsAt)).join('\n');
  const animated = moving.map((_, n) => `.f${n}{animation:f${n} ${seconds}s steps(1) infinite}`).join('');
  const texts = spells.map((spell) => line(spell, moving.indexOf(spell)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}
.passing{visibility:hidden}
@media (prefers-reduced-motion:no-preference){${animated}}
${styles}
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${text({ column: 0, text: prompt, color: 0 }, 0)}
${texts.join('\n')}
</svg>
`;
}

/** Each line of each row, and how long it stood: `to` is absent for those that stay. */
function spellsOf(frames) {
  const spells = [];
  const standing = new Map();
  for (const { at, lines } of frames) {
    const rows = Math.max(lines.length, ...[...standing.keys()].map((row) => row + 1));
    for (let row = 0; row < rows; row += 1) {
      const segments = lines[row] ?? [];
      const before = standing.get(row);
      if (JSON.stringify(before?.segments ?? []) === JSON.stringify(segments)) continue;
      if (before) before.to = at;
      standing.delete(row);
      if (segments.length === 0) continue;
      const spell = { row, segments, from: frames.length === 1 ? 0 : at };
      standing.set(row, spell);
      spells.push(spell);
    }
  }
  return spells;
}

function keyframes(name, { from, to }, endsAt) {
  const percent = (at) => `${((100 * at) / endsAt).toFixed(2)}%`;
  const end = to === undefined ? '' : `${percent(to)}{visibility:hidden}`;
  return `@keyframes ${name}{0%{visibility:hidden}${percent(from)}{visibility:visible}${end}}`;
}

function line({ row, segments, to }, n) {
  const classes = [...(n >= 0 ? [`f${n}`] : []), ...(to === undefined ? [] : ['passing'])];
  return `<g class="${classes.join(' ')}">${segments.map((segment) => text(segment, row + 1)).join('')}</g>`;
}

/** Stretched to its columns, whatever the font. */
function text({ column, text: content, color }, row) {
  const trimmed = content.trimEnd();
  if (trimmed === '') return '';
  const [x, y] = [MARGIN + column * CELL.width, MARGIN + (row + 0.75) * CELL.height];
  const length = (trimmed.length * CELL.width).toFixed(1);
  const fill = COLORS[color] ?? COLORS[0];
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" textLength="${length}" fill="${fill}">${escaped(trimmed)}</text>`;
}

function escaped(content) {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

module.exports = { drawing };
