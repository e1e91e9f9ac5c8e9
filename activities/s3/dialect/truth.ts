/**
 * A boolean as XML spells it: white space round it, `1`, and `True` as LocalStack has said it. Undefined: nothing is said. Null: what
 * is said is neither, and no answer to build on. docs/compatibility.md, Others: "spells booleans in other ways".
 */
export function isTrue(said: string | undefined): boolean | undefined | null {
  const word = said?.trim().toLowerCase();
  if (word === undefined || word === '') return undefined;
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : null;
}
