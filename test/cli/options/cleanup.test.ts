import { Command } from 'commander';
import { cleanupInput } from '../../../cli/options/cleanup.ts';
import { addInputOptions } from '../../../cli/options/input.ts';
import { CLEANUP } from '../../../workflows/cleanup/fields.ts';

function input(...flags: string[]) {
  const command = addInputOptions(new Command().exitOverride(), CLEANUP).parse(flags, { from: 'user' });
  return cleanupInput('photos', command.opts());
}

describe('the flags of start', () => {
  it.each([
    [['--all'], { all: true }],
    [['--older-than', '7d'], { olderThan: '7d' }],
    [['--initiated-before', '2026-01-31'], { initiatedBefore: '2026-01-31' }],
  ])('%j selects %j and gives nothing else', (flags, select) => {
    expect(input(...flags)).toEqual({ bucket: 'photos', select });
  });

  it('each have their field', () => {
    const flags =
      '--all --prefix a/ --idle-for 1h --dry-run --measure --settle 1s --quiet-period 2s --give-up-after 3h --concurrency 5 --requests-per-second 2.5 --connection minio --expected-bucket-owner 111122223333 --request-payer --keep-completed never';
    expect(input(...flags.split(' '))).toEqual({
      bucket: 'photos',
      select: { all: true },
      prefix: 'a/',
      idleFor: '1h',
      dryRun: true,
      measure: true,
      settle: '1s',
      quietPeriod: '2s',
      retry: { giveUpAfter: '3h' },
      limits: { concurrency: 5, requestsPerSecond: 2.5 },
      connection: 'minio',
      expectedBucketOwner: '111122223333',
      requestPayer: 'requester',
      keepCompleted: 'never',
    });
  });
});
