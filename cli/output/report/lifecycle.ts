import type { LifecycleReport } from '../../../activities/bucket/lifecycle/contract.ts';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import type { AbortRule } from '../../../domain/s3/lifecycle.ts';
import { count, counted, printable } from '../../../domain/wording.ts';
import { table } from '../table.ts';

/** What the lifecycle rules of a bucket do about incomplete uploads, for people. */
export function renderLifecycle(report: LifecycleReport): string {
  return [changeOf(report), headline(report), rules(report), others(report), ...notes(report)]
    .filter(Boolean)
    .join('\n\n');
}

function changeOf({ change, shown, otherRules, rules: all }: LifecycleReport): string {
  if (change === undefined) return '';
  if (change === 'none') return 'Nothing was changed: a rule does so already, or earlier.';
  const rest = otherRules + all.length - 1;
  const kept = rest > 0 ? `; ${counted(rest, 'other rule')} ${rest === 1 ? 'is as it was' : 'are as they were'}` : '';
  const notYet = shown ? '' : '. S3 took it, and does not show it yet: look again in some minutes';
  return `The rule was ${change}${kept}${notYet}.`;
}

function headline({ bucket, abortsAfterDays: days, prefixes = [] }: LifecycleReport): string {
  const some = prefixes.length > 0;
  if (days === null && !some) return `No rule aborts the incomplete uploads of ${bucket}.`;
  if (days === null) return `Rules abort incomplete uploads of some prefixes of ${bucket}, and of no other key.`;
  const earlier = some ? ', those of some prefixes earlier' : '';
  return `A rule aborts the incomplete uploads of ${bucket} after ${counted(days, 'day')}${earlier}.`;
}

function rules({ rules: all }: LifecycleReport): string {
  if (all.length === 0) return '';
  return table(
    [
      { title: 'DAYS', align: 'right' },
      { title: 'PREFIX' },
      { title: 'STATUS' },
      { title: 'RULE' },
      { title: 'ONLY WITH' },
    ],
    all.map(({ days, prefix, enabled, id, conditions }) => [
      count(days),
      printable(prefix) || '(all keys)',
      enabled ? 'enabled' : 'disabled',
      printable(id ?? '-'),
      printable(conditions.join(', ')),
    ]),
  );
}

function others({ otherRules }: LifecycleReport): string {
  return otherRules > 0 ? `  and ${counted(otherRules, 'rule')} about objects alone` : '';
}

function notes({ bucket, rules: all, change }: LifecycleReport): string[] {
  const isInForce = all.some(({ enabled }) => enabled);
  return [
    ...(all.some(hasCondition)
      ? ['A rule with a condition is not counted: an upload has no tags and no size yet, and AWS takes no such rule.']
      : []),
    ...(isInForce && isDirectoryBucket(bucket)
      ? [
          'In a directory bucket it acts only where the bucket policy grants s3express:CreateSession to lifecycle.s3.amazonaws.com.',
        ]
      : []),
    ...(isInForce || change !== undefined
      ? [
          'S3 aborts in whole days and at its own time; a part that is under way may stay. A job of s3-cleanup proves that nothing is left.',
        ]
      : []),
  ];
}

function hasCondition({ conditions }: AbortRule): boolean {
  return conditions.length > 0;
}
