export const XML_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function xmlDocument(root: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${XML_NAMESPACE}">${content}</${root}>`;
}

export function element(name: string, text: string | number | boolean): string {
  return `<${name}>${typeof text === 'string' ? escapeXml(text) : text}</${name}>`;
}

/** Nothing at all for an absent value, where S3 leaves the element out. */
export function optionalElement(name: string, text: string | undefined): string {
  return text ? element(name, text) : '';
}

/** Characters that XML 1.0 cannot hold become references that a parser refuses, as S3 sends them. */
export function escapeXml(text: string): string {
  return NEEDS_ESCAPE.test(text) ? text.replace(EVERY_ESCAPE, escapeCharacter) : text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold them, that is the point
const NEEDS_ESCAPE = /[&<>"\u0000-\u0008\u000b-\u001f]/;
const EVERY_ESCAPE = new RegExp(NEEDS_ESCAPE.source, 'g');
const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeCharacter(character: string): string {
  return NAMED[character] ?? `&#x${character.charCodeAt(0).toString(16)};`;
}

/** How S3 writes keys under encoding-type=url: as a form field, save for the slash. */
export function encodeKey(key: string): string {
  if (/^[\w.*/-]*$/.test(key)) return key;
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The raw contents of every `<name>` in a request body; enough for the few shapes that S3 accepts. */
export function elementsOf(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g');
  return Array.from(xml.matchAll(pattern), (match) => match[1] ?? '');
}

export function textOf(xml: string, name: string): string | undefined {
  const content = elementsOf(xml, name)[0];
  return content === undefined ? undefined : unescapeXml(content);
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex: string, decimal: string, name: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
