import { count, counted, printable } from '../../../../../domain/wording.ts';
import type { FleetReport } from '../../../../../workflows/fleet/contract.ts';
import { columnsOf, type FleetColumn, figuresOf, headline } from '../facts.ts';
import { plotOf } from './bars.ts';
import { html } from './markup.ts';
import { drawPlot } from './plot.ts';
import { STYLE } from './style.ts';

/** The report of a fleet as a page that needs nothing besides itself: no script, no font, no image. */
export function fleetPage(report: FleetReport): string {
  const title = `Incomplete uploads: ${report.match ?? counted(report.buckets.total, 'bucket')}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${html(headline(report))}</h1>
<dl>${figures(report)}</dl>
${drawPlot(plotOf(report))}
<h2>Buckets</h2>
${table(report)}
${failures(report)}
<footer><p>${html(report.startedAt)} to ${html(report.finishedAt)}. Made by s3-cleanup.</p></footer>
</body>
</html>
`;
}

function figures(report: FleetReport): string {
  return figuresOf(report, null)
    .flatMap(([title, text]) =>
      text === undefined ? [] : [`<div><dt>${html(title)}</dt><dd>${html(text)}</dd></div>`],
    )
    .join('\n');
}

function table(report: FleetReport): string {
  const columns = columnsOf(report);
  const classOf = ({ align }: FleetColumn) => (align === 'right' ? ' class="number"' : '');
  const heads = columns.map((column) => `<th scope="col"${classOf(column)}>${html(titleOf(column))}</th>`);
  const rows = report.rows.map((row) => {
    const cells = columns.map(
      (column) =>
        `<td data-title="${html(titleOf(column))}"${classOf(column)}><span>${html(column.cell(row))}</span></td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  const more = report.rowsLeftOut > 0 ? `<p class="note">and ${count(report.rowsLeftOut)} more</p>` : '';
  return `<div class="scroll"><table><thead><tr>${heads.join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>${more}`;
}

/** `S3 ABORTS AFTER` on a terminal. */
function titleOf({ title }: FleetColumn): string {
  return title
    .replace(/[A-Z]{2,}/g, (word) => (word === 'S3' ? word : word.toLowerCase()))
    .replace(/^./, (first) => first.toUpperCase());
}

function failures({ rows }: FleetReport): string {
  const failed = rows.flatMap(({ bucket, failure }) => (failure ? [{ bucket, ...failure }] : []));
  if (failed.length === 0) return '';
  const items = failed.map(
    ({ bucket, message }) =>
      `<li><strong>${html(printable(bucket))}</strong>: <span class="bad">${html(printable(message))}</span></li>`,
  );
  return `<h2>Why not clean</h2>\n<ul>${items.join('\n')}</ul>`;
}
