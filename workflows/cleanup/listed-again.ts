import type { Upload } from '../../activities/contract.ts';
import type { HeldUpload, ListedAgain, Resume } from './contract.ts';

/** 20 keys of 1,024 bytes add little to what a job carries from run to run. */
const NAMED_AT_MOST = 20;

/** Notes uploads that this pass lists although an earlier one found them gone: who gives up has to name them. */
export function noteListedAgain(state: Resume, taken: HeldUpload[]): void {
  const back = taken.filter(({ isBack }) => isBack);
  addListedAgain(state, { uploads: back.length, named: back.map(refOf) });
}

export function addListedAgain({ listing }: Resume, { uploads, named }: ListedAgain = { uploads: 0, named: [] }): void {
  if (uploads === 0) return;
  const before = listing.again ?? { uploads: 0, named: [] };
  listing.again = {
    uploads: before.uploads + uploads,
    named: [...before.named, ...named].slice(0, NAMED_AT_MOST),
  };
}

function refOf({ key, uploadId, initiated }: Upload): Upload {
  return { key, uploadId, initiated };
}
