/** What is read of an element: names without a prefix, text without references and CDATA, no attributes. */
export interface XmlElement {
  name: string;
  /** Its own text, white space included. */
  text: string;
  children: readonly XmlElement[];
}

export function childOf(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find((child) => child.name === name);
}

export function childrenOf(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

/** The text of the first child of that name, white space included: a key may have some. */
export function textOf(parent: XmlElement, name: string): string | undefined {
  return childOf(parent, name)?.text;
}

/** Of a child whose white space says nothing. */
export function wordOf(parent: XmlElement, name: string): string | undefined {
  return textOf(parent, name)?.trim();
}
