import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { checkSearchAttributes, publish } from '../../../../workflows/cleanup/shown/search-attributes.ts';
import { jobOf } from '../../support/job-of.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';

const account = { selected: 9, gone: 4, unproven: 0, reaborted: 0, alreadyGone: 0 };
const asked = { searchAttributes: true } as const;

describe('search attributes', () => {
  const bucket = { key: defineSearchAttributeKey('S3CleanupBucket', 'KEYWORD'), value: 'photos' };
  const phase = { key: defineSearchAttributeKey('S3CleanupPhase', 'KEYWORD'), value: 'cleaning' };
  const remaining = { key: defineSearchAttributeKey('S3CleanupRemaining', 'INT'), value: 0 };
  const startedWith = (...pairs: ConstructorParameters<typeof TypedSearchAttributes>[0][]) =>
    new OutsideTemporal({}, { typedSearchAttributes: new TypedSearchAttributes(pairs.flat() as never) });

  it('tell the list of workflows the phase, and how many uploads are not proven gone', () => {
    const temporal = new OutsideTemporal();
    publish(jobOf({ input: asked, state: { account } }), 'quiet period');

    expect(temporal.searchAttributes).toEqual({ S3CleanupPhase: 'quiet period', S3CleanupRemaining: 5 });
  });

  it('are told by no job that was not asked for them', () => {
    const temporal = new OutsideTemporal();
    publish(jobOf({ state: { account } }), 'quiet period');

    expect(temporal.searchAttributes).toEqual({});
  });

  it('are refused where the start has not set them all', () => {
    startedWith([phase as never]);

    expect(() => checkSearchAttributes(jobOf({ input: asked }))).toThrow(
      expect.objectContaining({
        type: 'InvalidInput',
        message: expect.stringMatching(/started with S3CleanupBucket, S3CleanupRemaining$/),
        details: [{ field: 'searchAttributes' }],
      }),
    );
  });

  it('are taken where it has, and are not needed where nobody asks for them', () => {
    startedWith([bucket, phase, remaining] as never);
    expect(() => checkSearchAttributes(jobOf({ input: asked }))).not.toThrow();
    startedWith([]);
    expect(() => checkSearchAttributes(jobOf())).not.toThrow();
  });
});
