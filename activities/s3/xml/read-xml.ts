import type { XmlElement } from './element.ts';
import { parseXml } from './parse-xml.ts';
import { readPlainXml } from './plain-xml.ts';

/** The root of an answer; undefined where it is no XML, such as half of one. */
export function readXml(body: string): XmlElement | undefined {
  if (body === '') return undefined;
  return readPlainXml(body) ?? parseXml(body);
}
