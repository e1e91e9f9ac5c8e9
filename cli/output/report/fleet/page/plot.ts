import type { Age } from '../../../../../activities/dry-run/contract.ts';
import { counted, printable } from '../../../../../domain/wording.ts';
import { bytes } from '../../../bytes.ts';
import { AGES, type Bar, order, type Plot } from './bars.ts';
import { html } from './markup.ts';

/** The plot: a bar for each bucket, as long as its bytes, in the colours of ages. Its text is HTML, so it stays readable when it is narrow. */
export function drawPlot(plot: Plot): string {
  const { of, by, bars } = plot;
  if (bars.length === 0) return '<p>No selected upload in any bucket.</p>';
  const longest = Math.max(...bars.map(({ value }) => value));
  return `<h2>${of === 'bytes' ? 'Bytes' : 'Uploads'} by bucket and age</h2>
${of === 'uploads' ? '<p class="note">Bytes were not measured: lengths are numbers of uploads. <code>--measure</code> adds up bytes.</p>' : ''}
<p class="note">Colours: the age of ${by === 'age' ? 'the uploads' : 'the oldest upload of the bucket; a dry run tells the age of each'}.</p>
<ul class="legend">${legend(bars)}</ul>
<ol class="bars">${bars.map((bar) => drawBar(bar, longest, of)).join('\n')}</ol>`;
}

function legend(bars: Bar[]): string {
  const ages = new Set(bars.flatMap(({ segments }) => segments.map(({ age }) => age)));
  return [...ages]
    .sort((a, b) => order(a) - order(b))
    .map(
      (age) =>
        `<li><svg width="14" height="14" aria-hidden="true"><rect class="${colour(age)}" width="14" height="14"/></svg> ${titleOf(age)}</li>`,
    )
    .join('');
}

function drawBar({ name, value, uploads, segments }: Bar, longest: number, of: Plot['of']): string {
  const amount = (what: number) => (of === 'bytes' ? bytes(what) : counted(what, 'upload'));
  const size = of === 'bytes' ? `${bytes(value)}, ${counted(uploads, 'upload')}` : amount(value);
  let from = 0;
  const rects = segments.map((segment) => {
    const width = (segment.value / longest) * 100;
    const rect = `<rect class="${colour(segment.age)}" x="${percent(from)}" width="${percent(width)}" height="100%"><title>${titleOf(segment.age)}: ${amount(segment.value)}</title></rect>`;
    from += width;
    return rect;
  });
  const label = segments.map((segment) => `${titleOf(segment.age)}: ${amount(segment.value)}`).join('; ');
  return `<li><div class="label"><span class="name">${html(printable(name))}</span><span>${size}</span></div>
<svg class="bar" role="img" aria-label="${html(label)}" width="100%" height="18">${rects.join('')}</svg></li>`;
}

function percent(value: number): string {
  return `${Number(value.toFixed(3))}%`;
}

function colour(age: Age | null): string {
  return age === null ? 'age-unknown' : `age-${order(age)}`;
}

function titleOf(age: Age | null): string {
  return html(AGES[order(age)]?.title ?? 'of unknown age');
}
