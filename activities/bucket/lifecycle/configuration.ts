import { SaxesParser } from 'saxes';
import { Refusal } from '../../s3/failures.ts';
import type { XmlElement } from '../../s3/xml/element.ts';
import { parseXml } from '../../s3/xml/parse-xml.ts';

/** A lifecycle configuration as text, and where its rules are in it. */
export interface Configuration {
  xml: string;
  rules: RuleText[];
  /** Where a further rule goes. */
  end: number;
}

/** A rule, and its place in the text. */
export interface RuleText {
  start: number;
  end: number;
  element: XmlElement;
}

const ROOT = 'LifecycleConfiguration';

/**
 * Finds the rules in the text, so that one can be changed and all others stay as they are, to the byte. Fails with Unsupported for
 * all that is not the plain list of rules that S3 documents: who does not understand it must not write it.
 */
export function readConfiguration(xml: string, bucket: string): Configuration {
  try {
    return placesIn(xml);
  } catch (error) {
    const why = (error as Error).message;
    throw new Refusal(
      'Unsupported',
      `The lifecycle configuration of ${bucket} cannot be read, so it is left alone: ${why}`,
    );
  }
}

function placesIn(xml: string): Configuration {
  const rules: RuleText[] = [];
  let [depth, start, end] = [0, 0, -1];
  const parser = new SaxesParser({});
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('it has a document type');
  });
  parser.on('opentagstart', ({ name }) => {
    const wanted = [ROOT, 'Rule'][depth];
    if (wanted !== undefined && name !== wanted)
      throw new Error(`it has a <${name.slice(0, 60)}> in place of a <${wanted}>`);
    // The name is all that is between.
    if (depth === 1) start = xml.lastIndexOf('<', parser.position - 1);
    depth += 1;
  });
  parser.on('text', (text) => {
    if (depth === 1 && text.trim() !== '') throw new Error('it has text between its rules');
  });
  parser.on('closetag', ({ isSelfClosing }) => {
    depth -= 1;
    if (depth === 1) rules.push(ruleAt(xml, start, parser.position));
    if (depth === 0) end = isSelfClosing ? -1 : xml.lastIndexOf('</', parser.position);
  });
  parser.write(xml).close();
  return { xml, rules, end: rules.at(-1)?.end ?? end };
}

function ruleAt(xml: string, start: number, end: number): RuleText {
  const element = parseXml(xml.slice(start, end));
  if (!element) throw new Error('a rule makes no sense by itself');
  return { start, end, element };
}
