import type { XmlElement } from './element.ts';

/** The element as S3 would write it: no prefixes, no attributes. */
export function writeXml({ name, text, children }: XmlElement): string {
  const content = children.length > 0 ? children.map(writeXml).join('') : escaped(text);
  return `<${name}>${content}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');
}
