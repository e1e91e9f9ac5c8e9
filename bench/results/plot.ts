import type { Row } from '../measure.ts';
import { floored } from './text-table.ts';

const WIDTH = 860;
const LABELS = 270;
const VALUES = 70;
const BAR = 16;
const STEP = 22;
const HEADING = 34;
const COLOURS = { product: '#1f6feb', verifies: '#57606a', other: '#b1bac4' };

/** Bars of uploads a second, a group for each latency, on a logarithmic scale. */
export function plotOfRows(rows: Row[], isProduct: (row: Row) => boolean): string {
  const scale = logScale(rows.map(({ rate }) => rate));
  const latencies = [...new Set(rows.map(({ latencyMs }) => latencyMs))];
  let top = 46;
  const groups = latencies.map((latencyMs) => {
    const group = rows.filter((row) => row.latencyMs === latencyMs);
    const drawn = groupOf(group, top, scale, isProduct);
    top += HEADING + group.length * STEP;
    return drawn;
  });
  return svg(top + 12, [title(), ...groups]);
}

/** Length of a bar, in pixels. */
type Scale = (rate: number) => number;

/** From a tenth of the slowest on, so that every bar shows. */
function logScale(rates: number[]): Scale {
  const [least, most] = [Math.min(...rates) / 10, Math.max(...rates)];
  const room = WIDTH - LABELS - VALUES;
  return (rate) => (room * Math.log(rate / least)) / Math.log(most / least);
}

function title(): string {
  return text(12, 22, 'Incomplete uploads aborted a second, logarithmic scale', 'font-weight="600" font-size="15"');
}

function groupOf(rows: Row[], top: number, scale: Scale, isProduct: (row: Row) => boolean): string {
  const heading = text(12, top + 18, `${rows[0]?.latencyMs} ms from request to answer`, 'font-weight="600"');
  const bars = rows.map((row, index) => bar(row, top + HEADING - 6 + index * STEP, scale, isProduct));
  return [heading, ...bars].join('\n');
}

function bar(row: Row, y: number, scale: Scale, isProduct: (row: Row) => boolean): string {
  const colour = isProduct(row) ? COLOURS.product : row.verifies ? COLOURS.verifies : COLOURS.other;
  const length = scale(row.rate).toFixed(1);
  const label = row.verifies ? `${row.name} ✓` : row.name;
  return [
    text(LABELS - 8, y + 12, label, 'text-anchor="end"'),
    `<rect x="${LABELS}" y="${y}" width="${length}" height="${BAR}" rx="2" fill="${colour}"/>`,
    text(LABELS + Number(length) + 6, y + 12, floored(row.rate, row.rate < 100 ? 1 : 0)),
  ].join('\n');
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escaped}</text>`;
}

function svg(height: number, content: string[]): string {
  const legend = text(
    12,
    height + 6,
    '✓ asks of every upload, after its abort, whether anything is left',
    'fill="#57606a"',
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height + 20}" font-family="sans-serif" font-size="13" fill="#1f2328">
<rect width="100%" height="100%" fill="#ffffff"/>
${content.join('\n')}
${legend}
</svg>
`;
}
