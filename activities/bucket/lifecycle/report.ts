import { abortsAfter } from '../../../domain/s3/lifecycle.ts';
import { abortRuleOf } from './abort-rule.ts';
import type { Configuration } from './configuration.ts';
import type { LifecycleReport } from './contract.ts';

/** What the configuration does about incomplete uploads. Undefined: the bucket has none. */
export function reportOf(bucket: string, configuration: Configuration | undefined): LifecycleReport {
  const all = configuration?.rules ?? [];
  const rules = all.flatMap(({ element }) => abortRuleOf(element) ?? []);
  return { bucket, ...abortsAfter(rules), rules, otherRules: all.length - rules.length };
}
