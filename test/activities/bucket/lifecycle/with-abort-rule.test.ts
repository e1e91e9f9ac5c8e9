import { readConfiguration } from '../../../../activities/bucket/lifecycle/configuration.ts';
import { OUR_RULE, withAbortRule } from '../../../../activities/bucket/lifecycle/with-abort-rule.ts';

const OURS = (days: number, scope = '<Filter><Prefix></Prefix></Filter>') =>
  `<Rule><ID>${OUR_RULE}</ID>${scope}<Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>${days}</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>`;

/** As nobody would write it. */
const ODD = `\n\t<Rule>
  <!-- </Rule> is no end here, nor is <Rule> a beginning -->
  <Filter><And><Prefix>ä &amp; &#x1F600;/<![CDATA[</Rule>]]></Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>
  <Expiration><Days>007</Days></Expiration ><Status >Enabled</Status>
</Rule>`;
const EXPIRING = '<Rule><ID>e</ID><Filter/><Status>Enabled</Status><Expiration><Days>9</Days></Expiration></Rule>';
const LEGACY =
  '<Rule><ID>l</ID><Prefix>logs/</Prefix><Status>Enabled</Status><Expiration><Days>9</Days></Expiration></Rule>';
const aborting = (days: number, scope: string, status = 'Enabled') =>
  `<Rule>${scope}<Status>${status}</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>${days}</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>`;

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\r\n<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">';
const document = (...rules: string[]) => `${HEAD}${rules.join('\n ')}\n</LifecycleConfiguration>\n`;
const change = (xml: string | undefined, days = 7) =>
  withAbortRule(xml === undefined ? undefined : readConfiguration(xml, 'photos'), days);

describe('a lifecycle configuration that gets our rule', () => {
  it('keeps every byte of what was in it', () => {
    const before = document(ODD, EXPIRING);

    const { kind, xml } = change(before) ?? {};

    expect(kind).toBe('added');
    expect(xml?.replace(OURS(7), '')).toBe(before);
    expect(xml).toContain(`${EXPIRING}${OURS(7)}`);
  });

  it('keeps every byte but those of our rule, where it has that already', () => {
    const { kind, xml } = change(document(ODD, OURS(3), EXPIRING)) ?? {};

    expect({ kind, xml }).toEqual({ kind: 'changed', xml: document(ODD, OURS(7), EXPIRING) });
  });

  it.each([
    ['there is none', undefined],
    ['it is empty', '<LifecycleConfiguration/>'],
  ])('is written anew where %s', (_, before) => {
    const xml = `<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${OURS(7)}</LifecycleConfiguration>`;
    expect(change(before)).toEqual({ kind: 'added', xml });
  });

  it.each([
    ['a prefix of its own, as the others have', [LEGACY], '<Prefix></Prefix>'],
    ['a filter, as the others have', [EXPIRING], '<Filter><Prefix></Prefix></Filter>'],
    ['a filter, where a store takes both', [LEGACY, EXPIRING], '<Filter><Prefix></Prefix></Filter>'],
  ])('has in it %s', (_, others, scope) => {
    expect(change(document(...others))?.xml).toContain(OURS(7, scope));
  });

  it.each([
    ['our rule says so', OURS(7)],
    ['another rule aborts all uploads after so many days', aborting(7, '<Filter/>')],
    ['another rule aborts all uploads earlier', aborting(1, '<Prefix/>')],
  ])('is not written where %s', (_, rule) => {
    expect(change(document(rule))).toBeUndefined();
  });

  it.each([
    ['aborts later', aborting(8, '<Filter/>')],
    ['is for a prefix', aborting(1, '<Filter><Prefix>a/</Prefix></Filter>')],
    ['has a condition', aborting(1, '<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>')],
    ['is disabled', aborting(1, '<Filter/>', 'Disabled')],
  ])('is written where another rule %s', (_, rule) => {
    expect(change(document(rule))?.kind).toBe('added');
  });

  it('is enabled, and for the whole bucket, again, where somebody changed that in our rule', () => {
    const disabled = OURS(7).replace('Enabled', 'Disabled');

    expect(change(document(disabled))).toEqual({ kind: 'changed', xml: document(OURS(7)) });
  });

  it('is refused where somebody added something to our rule', () => {
    const extended = OURS(3).replace('</Rule>', '<Expiration><Days>1</Days></Expiration></Rule>');

    expect(() => change(document(extended))).toThrow(expect.objectContaining({ type: 'Unsupported' }));
  });

  it.each([
    ['no XML', '{}'],
    ['half of one', document(EXPIRING).slice(0, -30)],
    ['something else', '<Error><Code>x</Code></Error>'],
    ['elements of another name', document('<Policy/>')],
    ['names with a prefix', '<a:LifecycleConfiguration xmlns:a="x"></a:LifecycleConfiguration>'],
    ['rules of names with a prefix', document('<a:Rule xmlns:a="x"/>')],
    ['text between rules', document('text')],
    ['a document type', `<!DOCTYPE x [<!ENTITY e "x">]>${EXPIRING}`],
    ['a character that XML cannot hold', document('<Rule><ID>\u0001</ID></Rule>')],
    ['no number of days', document(aborting(Number.NaN, '<Filter/>'))],
  ])('is refused where it is %s', (_, xml) => {
    expect(() => change(xml)).toThrow(expect.objectContaining({ type: 'Unsupported' }));
  });
});
