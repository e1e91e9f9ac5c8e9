import { SaxesParser } from 'saxes';
import type { XmlElement } from './element.ts';

interface Open {
  name: string;
  text: string;
  children: XmlElement[];
}

/**
 * Reads any well-formed XML 1.0; undefined where it is none. A prefix that nobody declared is passed over. Entities that a document
 * declares itself are not expanded: such a document is read as none.
 */
export function parseXml(body: string): XmlElement | undefined {
  const document: Open = { name: '', text: '', children: [] };
  const open = [document];
  const within = () => open.at(-1) as Open;
  const parser = new SaxesParser({});
  parser.on('error', (error) => {
    if (!error.message.endsWith(CONTROL_CHARACTER)) throw error;
  });
  parser.on('opentag', ({ name }) => {
    const element: Open = { name: localName(name), text: '', children: [] };
    within().children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (text) => {
    within().text += text;
  });
  parser.on('cdata', (text) => {
    within().text += text;
  });
  try {
    parser.write(body).close();
  } catch {
    return undefined;
  }
  return document.children[0];
}

/** Stores list a key as it is, although XML cannot hold every character. All else that is wrong makes a document none. */
const CONTROL_CHARACTER = 'disallowed character.';

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
