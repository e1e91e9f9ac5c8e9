import { PageWindow } from '../../../../workflows/cleanup/uploads/page-window.ts';
import { PAGES_AT_ONCE } from '../../../../workflows/durable/policies.ts';
import { jobOf } from '../../support/job-of.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';
import { uploadOf } from '../../support/uploads.ts';

type Changes = Parameters<typeof jobOf>[0];

const pageOf = (name: number, uploads = 1_000) =>
  Array.from({ length: uploads }, (_, at) => uploadOf(`${name}/${String(at).padStart(4, '0')}`));

/** Works on pages of a job whose workers are limited to so many requests a second. Answers the parts, as they are begun. */
async function work(pages: number[], perSecond: number | undefined, changes: Changes = {}) {
  const temporal = new OutsideTemporal();
  const job = jobOf(changes);
  if (perSecond !== undefined) job.steering.paces.note({ pace: { worker: 'w', told: 1, perSecond } });
  const parts: string[][] = [];
  const window = new PageWindow(job);
  for (const [name, uploads] of pages.entries()) {
    window.add(pageOf(name, uploads), async (part) => {
      parts.push(part.map(({ key }) => key));
      await new Promise((done) => setImmediate(done));
    });
  }
  await temporal.end(window.finished());
  return parts;
}

const sizes = (parts: string[][]) => parts.map(({ length }) => length);

describe('pages of uploads', () => {
  it('are worked on as they are where S3 limits nobody', async () => {
    expect(sizes(await work([1_000, 1_000, 1_000], undefined))).toEqual([1_000, 1_000, 1_000]);
  });

  it('are cut at the end of the work where it does, down to an eighth: so workers end together', async () => {
    const parts = sizes(await work(Array(6).fill(1_000), 200));

    expect(parts.slice(0, PAGES_AT_ONCE)).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect(parts.at(-1)).toBe(125);
    expect(Math.min(...parts)).toBe(125);
    expect(parts.length).toBeLessThanOrEqual(6 + 6);
  });

  it('are cut into no parts of less than 100', async () => {
    expect(sizes(await work([200], 10))).toEqual([100, 100]);
    expect(sizes(await work([199], 10))).toEqual([199]);
  });

  it('have each upload once, whatever is cut', async () => {
    const parts = await work([1_000, 999, 251, 503], 10);

    expect(parts.flat().sort()).toEqual(
      [1_000, 999, 251, 503].flatMap((uploads, name) => pageOf(name, uploads)).map(({ key }) => key),
    );
  });

  it('are cut into no parts that take less than a quarter of a second', async () => {
    expect(sizes(await work([1_000], 2_000))).toEqual([500, 500]);
    expect(sizes(await work([1_000], 2_001))).toEqual([1_000]);
  });

  it('are not cut in a range: others are at work while it ends', async () => {
    expect(sizes(await work([1_000], 100, { state: { inherited: 0 } }))).toEqual([1_000]);
  });

  it('that fail let no further part begin', async () => {
    const temporal = new OutsideTemporal();
    const job = jobOf();
    job.steering.paces.note({ pace: { worker: 'w', told: 1, perSecond: 1 } });
    const window = new PageWindow(job);
    let begun = 0;
    for (let page = 0; page < 3 * PAGES_AT_ONCE; page += 1) {
      window.add(pageOf(page), async () => {
        begun += 1;
        throw new Error('no');
      });
    }

    await expect(temporal.end(window.finished())).rejects.toThrow('no');
    expect(begun).toBeLessThanOrEqual(PAGES_AT_ONCE);
  });
});
