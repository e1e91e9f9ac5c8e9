import type { Answered, UploadPage } from '../../../activities/contract.ts';
import { addTo, type RequestCounts } from '../../../domain/counts.ts';
import { mergeInitiators, mergeMeasures, type PrefixMeasure } from '../../../domain/measures.ts';
import type { Upload } from '../../../domain/upload.ts';
import { DIALECT_AT_MOST } from '../../durable/policies.ts';
import type { Resume } from '../contract.ts';
import type { Ledger } from './ledger.ts';

/** What is said with every answer of an activity. */
export function noteAnswer(job: Pick<Ledger, 'state'>, { requests, dialect = [] }: Answered): void {
  const { state } = job;
  countRequests({ state }, requests);
  const known = state.dialect ?? [];
  const fresh = dialect.filter((entry) => !known.includes(entry));
  if (fresh.length > 0) state.dialect = [...known, ...fresh].sort().slice(0, DIALECT_AT_MOST);
}

export function countRequests({ state }: Pick<Ledger, 'state'>, made: Partial<RequestCounts>): void {
  addTo(state.requests, made);
}

/** Counts who initiated the uploads of a page that are about to be aborted, unless an earlier pass has counted them. */
export function countInitiators(ledger: Ledger, { uploads, initiators }: UploadPage, taken: Upload[]): void {
  const fresh = new Set(taken.map(({ uploadId }) => uploadId));
  const found = initiators.map(({ id, uploads: all, at }) => {
    const isFresh = (position: number) => fresh.has(uploads[position]?.uploadId ?? '');
    return { id, uploads: at ? at.filter(isFresh).length : Math.min(all, fresh.size) };
  });
  const some = found.filter((initiator) => initiator.uploads > 0);
  ledger.state.initiators = mergeInitiators(ledger.state.initiators, some);
}

export function addMeasures(state: Pick<Resume, 'byPrefix'>, found: PrefixMeasure[]): void {
  state.byPrefix = mergeMeasures(state.byPrefix, found);
}
