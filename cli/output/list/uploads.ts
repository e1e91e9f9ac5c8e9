import type { JudgedUpload } from '../../../activities/listing/judged-uploads.ts';
import { instantInS3 } from '../../../domain/selection.ts';
import { printable, span } from '../../../domain/wording.ts';
import { bytes } from '../bytes.ts';
import { csv } from '../report/csv.ts';
import { columnsOf, pad } from '../width.ts';

/** How uploads are written, a page at a time. */
export interface Format {
  /** Before the first upload. */
  heading: string;
  page(uploads: JudgedUpload[]): string;
}

/** What `start` would do about an upload. */
const WOULD: Record<JudgedUpload['verdict'], string> = {
  selected: 'abort',
  keptYoung: 'keep: young',
  keptActive: 'keep: active',
  keptCompleted: 'keep: completed',
};

interface Shown {
  measures: boolean;
  /** Epoch milliseconds: ages are counted up to here. */
  now: number;
}

/** Lines of JSON, one an upload. */
export function asJsonLines(): Format {
  return { heading: '', page: (uploads) => uploads.map((upload) => `${JSON.stringify(jsonOf(upload))}\n`).join('') };
}

function jsonOf({ key, uploadId, initiated, initiator, verdict, measured }: JudgedUpload): object {
  return { key, uploadId, initiated, initiator, verdict, ...measured };
}

/** A spreadsheet takes no cell for a formula. */
export function asCsv({ measures }: Pick<Shown, 'measures'>): Format {
  const measure = measures ? ['parts', 'bytes', 'lastPart'] : [];
  return {
    heading: csv([['key', 'uploadId', 'initiated', 'initiator', 'verdict', ...measure]]),
    page: (uploads) =>
      csv(
        uploads.map(({ key, uploadId, initiated, initiator, verdict, measured }) => {
          const held = measures ? [measured?.parts, measured?.bytes, measured?.lastPart] : [];
          return [key, uploadId, initiated, initiator, verdict, ...held];
        }),
      ),
  };
}

interface ShownColumn {
  title: string;
  /** Room for what is usual. A longer cell moves the rest of its line. */
  width: number;
  align?: 'right';
  of(upload: JudgedUpload): string;
}

/** A table of columns whose widths are known beforehand: the last row may come hours after the first. */
export function asTable(shown: Shown): Format {
  const columns = columnsFor(shown);
  const line = (cells: string[]) => {
    const padded = cells.map((cell, at) => (at === cells.length - 1 ? cell : padTo(cell, columns[at])));
    return `${padded.join('  ')}\n`;
  };
  return {
    heading: line(columns.map(({ title }) => title)),
    page: (uploads) => uploads.map((upload) => line(columns.map(({ of }) => of(upload)))).join(''),
  };
}

function padTo(cell: string, column: ShownColumn | undefined): string {
  const { width, align } = column ?? { width: columnsOf(cell) };
  return pad(cell, width, align);
}

function columnsFor({ measures, now }: Shown): ShownColumn[] {
  const measured: ShownColumn[] = [
    { title: 'PARTS', width: 6, align: 'right', of: (upload) => String(upload.measured?.parts ?? '?') },
    {
      title: 'SIZE',
      width: 10,
      align: 'right',
      of: (upload) => (upload.measured ? bytes(upload.measured.bytes) : '?'),
    },
    { title: 'LAST PART', width: 11, align: 'right', of: ({ measured }) => agoOf(measured?.lastPart, now) },
  ];
  return [
    { title: 'AGE', width: 10, align: 'right', of: ({ initiated }) => agoOf(initiated, now) },
    { title: 'START WOULD', width: 15, of: ({ verdict }) => WOULD[verdict] },
    ...(measures ? measured : []),
    { title: 'INITIATOR', width: 24, of: ({ initiator }) => printable(initiator ?? '?') },
    { title: 'KEY', width: 0, of: ({ key }) => printable(key) },
  ];
}

function agoOf(instant: string | undefined, now: number): string {
  const then = instant === undefined ? Number.NaN : instantInS3(instant);
  return Number.isNaN(then) ? '?' : span(Math.max(0, now - then));
}
