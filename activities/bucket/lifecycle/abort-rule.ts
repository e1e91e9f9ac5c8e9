import type { AbortRule } from '../../../domain/s3/lifecycle.ts';
import { Refusal } from '../../s3/failures.ts';
import { childOf, textOf, wordOf, type XmlElement } from '../../s3/xml/element.ts';

/** What a rule does about incomplete uploads; undefined: nothing. Fails with Unsupported where that cannot be told. */
export function abortRuleOf(rule: XmlElement): AbortRule | undefined {
  const abort = childOf(rule, 'AbortIncompleteMultipartUpload');
  if (!abort) return undefined;
  const id = wordOf(rule, 'ID') || null;
  const days = Number(wordOf(abort, 'DaysAfterInitiation') || Number.NaN);
  const status = wordOf(rule, 'Status');
  if (!Number.isSafeInteger(days) || (status !== 'Enabled' && status !== 'Disabled')) {
    const named = id === null ? 'A lifecycle rule' : `The lifecycle rule ${JSON.stringify(id)}`;
    throw new Refusal('Unsupported', `${named} does not say after how many days, or whether it is enabled`);
  }
  return { id, days, enabled: status === 'Enabled', ...scopeOf(rule) };
}

/** Of rules of today, and of those that have their prefix without a filter. */
function scopeOf(rule: XmlElement): Pick<AbortRule, 'prefix' | 'conditions'> {
  const filter = childOf(rule, 'Filter');
  const criteria = filter ? filter.children.flatMap((one) => (one.name === 'And' ? one.children : [one])) : [];
  const prefix = textOf(rule, 'Prefix') ?? criteria.find(({ name }) => name === 'Prefix')?.text ?? '';
  return { prefix, conditions: criteria.filter(({ name }) => name !== 'Prefix').map(inWords) };
}

function inWords(criterion: XmlElement): string {
  const { name, text } = criterion;
  if (name === 'Tag') return `the tag ${textOf(criterion, 'Key') ?? ''}=${textOf(criterion, 'Value') ?? ''}`;
  if (name === 'ObjectSizeGreaterThan') return `more than ${text.trim()} bytes`;
  if (name === 'ObjectSizeLessThan') return `less than ${text.trim()} bytes`;
  return name;
}
