import { childrenOf, textOf, type XmlElement } from '../../../../activities/s3/xml/element.ts';
import { parseXml } from '../../../../activities/s3/xml/parse-xml.ts';
import { readPlainXml } from '../../../../activities/s3/xml/plain-xml.ts';
import { readXml } from '../../../../activities/s3/xml/read-xml.ts';

/** What a list of two keys may look like. */
const PLAIN = [
  '<List><Item><Key>a</Key></Item><Item><Key>b</Key></Item></List>',
  '<?xml version="1.0" encoding="UTF-8"?>\n<List xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Item><Key>a</Key></Item><Item><Key>b</Key></Item></List>\n',
  "<?xml version='1.0'?><List xmlns='u' xmlns:x = \"v\">\n  <Item>\n    <Key>a</Key>\n  </Item>\n  <Item><Key>b</Key><Owner/></Item>\n</List>",
  '\ufeff<?xml version="1.0"?><List><Item><Key>a</Key></Item><Item><Key>b</Key></Item></List>',
];

const UNUSUAL = [
  ['a prefix', '<n:List xmlns:n="u"><n:Item><n:Key>a</n:Key></n:Item><n:Item><n:Key>b</n:Key></n:Item></n:List>'],
  ['a prefix that nobody declared', '<List><ns2:Item><Key>a</Key></ns2:Item><Item><ns2:Key>b</ns2:Key></Item></List>'],
  ['a namespace within', '<List><Item xmlns=""><Key>a</Key></Item><Item xmlns=""><Key>b</Key></Item></List>'],
  ['an attribute', '<List><Item><Key type="s">a</Key></Item><Item><Key>b</Key></Item></List>'],
  ['white space in a tag', '<List><Item ><Key >a</Key ></Item\n><Item><Key>b</Key></Item></List>'],
  ['CDATA', '<List><Item><Key><![CDATA[a]]></Key></Item><Item><Key>b</Key></Item></List>'],
  ['a comment', '<List><!-- <Item> --><Item><Key>a</Key></Item><Item><Key><!-- no -->b</Key></Item></List>'],
  ['a comment before it', '<!-- hello --><List><Item><Key>a</Key></Item><Item><Key>b</Key></Item></List>'],
  ['a processing instruction', '<List><?pi x?><Item><Key>a</Key></Item><Item><Key>b</Key></Item></List>'],
  ['a document type', '<!DOCTYPE List><List><Item><Key>a</Key></Item><Item><Key>b</Key></Item></List>'],
] as const;

const BROKEN = [
  '',
  'no such page',
  '{"Uploads": []}',
  '<List><Item><Key>a</Key></Item>',
  '<List><Item><Key>a</Key></List></Item>',
  '<List><Item><Key>a</Key></Item></List',
  '<List></List><List></List>',
  '<List></List> and more',
  '<html><br></html>',
  '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><List><Item><Key>&b;</Key></Item></List>',
];

const keysOf = (list: XmlElement | undefined) => list && childrenOf(list, 'Item').map((item) => textOf(item, 'Key'));

describe('an answer', () => {
  it.each(PLAIN)('of the shape that S3 writes needs no parser: %j', (body) => {
    expect(keysOf(readPlainXml(body))).toEqual(['a', 'b']);
    expect(keysOf(parseXml(body))).toEqual(['a', 'b']);
  });

  it.each(UNUSUAL)('with %s is read all the same, and not by the quick reader', (_, body) => {
    expect(readPlainXml(body)).toBeUndefined();
    expect(keysOf(readXml(body))).toEqual(['a', 'b']);
  });

  it.each(BROKEN)('that is no XML, or half of one, is none: %j', (body) => {
    expect(readXml(body)).toBeUndefined();
  });

  it('is read to its last byte: cut off anywhere, it is none', () => {
    const [body] = PLAIN.slice(1);
    const whole = (body as string).trimEnd();

    for (let at = 0; at < whole.length; at += 1) expect(readXml(whole.slice(0, at))).toBeUndefined();
  });

  it('has its references resolved, those that XML cannot hold as well', () => {
    const text = '&lt;&amp;&quot;&apos;&gt;&#65;&#x1F600;';

    expect(textOf(readXml(`<L><Key>${text}&#x7;</Key></L>`) as XmlElement, 'Key')).toBe('<&"\'>A\u{1f600}\u0007');
    expect(textOf(readXml(`<L><Key x="">${text}</Key></L>`) as XmlElement, 'Key')).toBe('<&"\'>A\u{1f600}');
  });

  // LocalStack: XML has no way to say this character.
  it('has control characters that stand in it as they are', () => {
    const key = (body: string) => textOf(readXml(body) as XmlElement, 'Key');

    expect(key('<L><Key>bell\u0007</Key></L>')).toBe('bell\u0007');
    expect(key('<L><Marker /><Key>bell\u0007</Key></L>')).toBe('bell\u0007');
    expect(key('<L><Marker /><Key><![CDATA[bell\u0007]]></Key></L>')).toBe('bell\u0007');
  });

  it('keeps the white space of a text', () => {
    expect(textOf(readXml('<L><Key>  a b\n </Key></L>') as XmlElement, 'Key')).toBe('  a b\n ');
  });
});
