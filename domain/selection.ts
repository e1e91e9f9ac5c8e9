/**
 * Whether an upload was initiated before the cut-off, and so may be aborted. Without a cut-off every upload was. An upload
 * whose date cannot be read was not, nor is any where the cut-off itself cannot be read: what is of unknown age is kept.
 */
export function createCutOff(initiatedBefore: string | undefined): (upload: { initiated: string }) => boolean {
  if (initiatedBefore === undefined) return () => true;
  const cutOff = Date.parse(initiatedBefore);
  return ({ initiated }) => Date.parse(initiated) < cutOff;
}
