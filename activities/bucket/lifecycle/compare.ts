import { wordOf, type XmlElement } from '../../s3/xml/element.ts';
import { writeXml } from '../../s3/xml/write-xml.ts';
import { abortRuleOf } from './abort-rule.ts';
import type { Configuration } from './configuration.ts';
import { isOurs } from './with-abort-rule.ts';

/**
 * The rules in which two configurations differ, by their IDs. Stores write a rule in an order and with white space of their own, and
 * ours with a prefix in place of a filter: that is no difference.
 */
export function differences(one: Configuration | undefined, other: Configuration | undefined): string[] {
  const [these, those] = [saidBy(one), saidBy(other)];
  const differing = [...these]
    .filter(([said]) => !those.has(said))
    .concat([...those].filter(([said]) => !these.has(said)));
  return [...new Set(differing.map(([, id]) => id))];
}

/** Of each rule: what it says, and its ID. */
function saidBy(configuration: Configuration | undefined): Map<string, string> {
  const rules = configuration?.rules ?? [];
  return new Map(
    rules.map((rule) => {
      const { element } = rule;
      const said = isOurs(rule) ? JSON.stringify(abortRuleOf(element)) : writeXml(sorted(element));
      return [said, wordOf(element, 'ID') || 'a rule without an ID'];
    }),
  );
}

function sorted({ name, text, children }: XmlElement): XmlElement {
  const parts = children.map(sorted).map((part) => ({ part, said: writeXml(part) }));
  parts.sort((a, b) => (a.said < b.said ? -1 : 1));
  return { name, text, children: parts.map(({ part }) => part) };
}
