import { ApplicationFailure } from '@temporalio/common';
import { keptWhere, listPage, placeIn, selectionOf } from '../../../workflows/cleanup/listing.ts';
import { FIRST_CONTACT_POLICY, LISTING_POLICY } from '../../../workflows/durable/policies.ts';
import { showingTrouble } from '../../../workflows/durable/trouble/outage.ts';
import { jobOf } from '../support/job-of.ts';
import { OutsideTemporal } from '../support/outside-temporal.ts';
import { pageOf } from '../support/uploads.ts';

const contacted = { requests: { list: 4, abort: 0, listParts: 0, throttled: 0 }, pass: 2 };
const failing = (type: string) => () => {
  throw ApplicationFailure.create({ type, message: 'no', nonRetryable: true });
};

describe('a page of the listing', () => {
  it('is asked for from the marker on, with what is selected', async () => {
    const page = pageOf(['a'], { dialect: ['no-versions'] });
    const temporal = new OutsideTemporal({ listUploads: () => page });
    const job = jobOf({
      input: { prefix: 'p/', range: { after: 'p/a', through: 'p/z' }, select: { olderThan: '1d' } },
      state: contacted,
    });
    const answer = await temporal.end(listPage(job, { key: 'p/k', uploadId: 'u' }));

    expect(answer).toEqual(page);
    expect(temporal.calls).toEqual([
      {
        type: 'listUploads',
        options: expect.objectContaining({ ...showingTrouble({}, LISTING_POLICY), summary: 'list pass 2 after p/k' }),
        input: {
          target: { connection: 'default', bucket: 'photos' },
          prefix: 'p/',
          after: 'p/a',
          through: 'p/z',
          initiatedBefore: '2026-01-31T00:00:00.000Z',
          marker: { key: 'p/k', uploadId: 'u' },
        },
      },
    ]);
    expect(job.state).toMatchObject({ requests: { list: 5 }, dialect: ['no-versions'] });
  });

  it('begins behind the key that the range begins behind', async () => {
    const temporal = new OutsideTemporal({ listUploads: () => pageOf([]) });
    await temporal.end(listPage(jobOf({ input: { range: { after: 'k' } } }), undefined));

    expect(temporal.asked('listUploads')).toMatchObject([{ marker: { key: 'k' } }]);
    expect(temporal.calls[0]?.options).toMatchObject({ summary: 'list pass 0 after k' });
  });

  it('begins at the first key otherwise', async () => {
    const temporal = new OutsideTemporal({ listUploads: () => pageOf([]) });
    await temporal.end(listPage(jobOf({ input: { range: { through: 'k' } } }), undefined));

    expect(temporal.asked('listUploads')[0]).not.toHaveProperty('marker');
    expect(temporal.calls[0]?.options).toMatchObject({ summary: 'list pass 0' });
  });

  it('that is the first of a job is tried a few times only', async () => {
    const temporal = new OutsideTemporal({ listUploads: () => pageOf([]) });
    await temporal.end(listPage(jobOf(), undefined));

    expect(temporal.calls[0]?.options).toMatchObject(FIRST_CONTACT_POLICY);
  });

  it('is none where S3 no longer takes the marker; that was a request as well', async () => {
    const temporal = new OutsideTemporal({ listUploads: failing('InvalidMarker') });
    const job = jobOf({ state: contacted });

    expect(await temporal.end(listPage(job, { key: 'k' }))).toBeUndefined();
    expect(job.state.requests).toMatchObject({ list: 5 });
  });

  it.each([
    ['S3 denies it', failing('AccessDenied'), 'no'],
    ['there is a fault', () => Promise.reject(new Error('a fault')), 'a fault'],
  ])('ends the job where %s', async (_, listUploads, message) => {
    const temporal = new OutsideTemporal({ listUploads });
    const job = jobOf({ state: contacted });

    await expect(temporal.end(listPage(job, undefined))).rejects.toThrow(message);
    expect(job.state.requests).toMatchObject({ list: 4 });
  });
});

describe('what a job is about', () => {
  it('names no bound that there is not', () => {
    expect(selectionOf(jobOf().request)).toEqual({});
    expect(keptWhere(jobOf().request)).toEqual({});
  });

  it.each(['always', 'never'] as const)('says where completed uploads are kept %s', (keepCompleted) => {
    expect(keptWhere(jobOf({ input: { keepCompleted, idleFor: '1h' } }).request)).toEqual({
      activeSince: '2026-01-31T23:00:00.000Z',
      keepCompleted,
    });
  });
});

describe('a place in a summary', () => {
  it('is the beginning of the key, whole characters of it', () => {
    expect(placeIn({ key: `${'x'.repeat(39)}😀y` })).toBe(` after ${'x'.repeat(39)}😀`);
    expect(placeIn(undefined)).toBe('');
  });
});
