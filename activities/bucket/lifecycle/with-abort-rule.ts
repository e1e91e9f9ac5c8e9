import { Refusal } from '../../s3/failures.ts';
import { childOf, wordOf, type XmlElement } from '../../s3/xml/element.ts';
import { abortRuleOf } from './abort-rule.ts';
import type { Configuration, RuleText } from './configuration.ts';

/** Marks our rule, so that it is found again. */
export const OUR_RULE = 's3-cleanup-aborts-incomplete-uploads';

export interface Change {
  kind: 'added' | 'changed';
  /** The configuration to write. */
  xml: string;
}

/**
 * The configuration with our rule for the whole bucket; all else in it stays as it is, to the byte. Undefined: nothing is to be written,
 * because a rule aborts all uploads after so many days, or earlier. Fails with Unsupported where our rule is no longer ours alone.
 */
export function withAbortRule(configuration: Configuration | undefined, days: number): Change | undefined {
  if (!configuration || configuration.end < 0) return { kind: 'added', xml: document(ruleText(days, false)) };
  const { xml, rules, end } = configuration;
  const ours = rules.find(isOurs);
  const others = rules.filter((rule) => rule !== ours);
  if (ours ? says(ours, (is) => is === days) : others.some((rule) => says(rule, (is) => is <= days))) return undefined;
  const text = ruleText(days, hasPrefixesOfTheirOwn(others));
  if (!ours) return { kind: 'added', xml: xml.slice(0, end) + text + xml.slice(end) };
  refuseForeign(ours);
  return { kind: 'changed', xml: xml.slice(0, ours.start) + text + xml.slice(ours.end) };
}

export function isOurs({ element }: RuleText): boolean {
  return wordOf(element, 'ID') === OUR_RULE;
}

/** Whether the rule aborts every upload of the bucket after days that fit. */
function says({ element }: RuleText, isThatOf: (days: number) => boolean): boolean {
  const rule = abortRuleOf(element);
  return rule?.enabled === true && rule.prefix === '' && rule.conditions.length === 0 && isThatOf(rule.days);
}

const OUR_PARTS = new Set(['ID', 'Status', 'Filter', 'Prefix', 'AbortIncompleteMultipartUpload']);

/** Somebody may have added an expiration to it: that is not ours to take away. */
function refuseForeign({ element }: RuleText): void {
  const foreign = element.children.find(({ name }) => !OUR_PARTS.has(name));
  if (!foreign) return;
  throw new Refusal(
    'Unsupported',
    `The lifecycle rule ${OUR_RULE} has got a ${foreign.name}, which is not ours to take away: give that a rule of its own, then start again`,
  );
}

/** S3 refuses rules with a prefix of their own beside rules with a filter. */
function hasPrefixesOfTheirOwn(rules: RuleText[]): boolean {
  const has = (name: string) =>
    rules.some(({ element }: { element: XmlElement }) => childOf(element, name) !== undefined);
  return has('Prefix') && !has('Filter');
}

function ruleText(days: number, hasOwnPrefix: boolean): string {
  const scope = hasOwnPrefix ? '<Prefix></Prefix>' : '<Filter><Prefix></Prefix></Filter>';
  const action = `<AbortIncompleteMultipartUpload><DaysAfterInitiation>${days}</DaysAfterInitiation></AbortIncompleteMultipartUpload>`;
  return `<Rule><ID>${OUR_RULE}</ID>${scope}<Status>Enabled</Status>${action}</Rule>`;
}

function document(rule: string): string {
  return `<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${rule}</LifecycleConfiguration>`;
}
