import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { TemporalFailure } from '@temporalio/workflow';
import { addTo } from '../../domain/counts.ts';
import { endTypeOf } from '../../domain/job-end.ts';
import { cleanupId } from '../../domain/job-id.ts';
import { merged } from '../../domain/s3/dialect.ts';
import { WAIT_OR_CANCEL } from '../../domain/wording.ts';
import type { CleanupReport, UploadsRemainDetails } from '../cleanup/contract.ts';
import { rootFailure } from '../durable/failures.ts';
import { DIALECT_AT_MOST, ROW_BYTES_AT_MOST } from '../durable/policies.ts';
import type { FleetRow } from './contract.ts';
import type { Fleet } from './job.ts';

const MESSAGE_AT_MOST = 300;

/** Notes that a bucket is done. */
export function addReport(fleet: Fleet, bucket: string, report: CleanupReport): void {
  const { state } = fleet;
  state.buckets.clean += 1;
  addSums(fleet, report);
  addRow(fleet, { bucket, outcome: report.outcome, uploads: uploadsOf(report), failure: null });
}

/** Notes why a bucket is not done. Rethrows what is no failure of its job. */
export function addFailure(fleet: Fleet, bucket: string, error: unknown): void {
  const { buckets } = fleet.state;
  const failure = failureOf(bucket, error);
  const report = failure.type === 'UploadsRemain' ? reportIn(error) : undefined;
  const outcome = outcomeOf(failure.type);
  if (outcome === 'uploads-remain') buckets.uploadsRemain += 1;
  else if (outcome === 'already-running') buckets.alreadyRunning += 1;
  else buckets.failed += 1;
  if (report) addSums(fleet, report);
  addRow(fleet, { bucket, outcome, uploads: report ? uploadsOf(report) : null, failure });
}

function outcomeOf(type: string): FleetRow['outcome'] {
  if (type === 'UploadsRemain') return 'uploads-remain';
  return type === 'AlreadyRunning' ? 'already-running' : 'failed';
}

function failureOf(bucket: string, error: unknown): NonNullable<FleetRow['failure']> {
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    const message = `${cleanupId({ bucket })} is running: ${WAIT_OR_CANCEL}`;
    return { type: 'AlreadyRunning', message };
  }
  if (!(error instanceof TemporalFailure)) throw error;
  const said = rootFailure(error);
  if (said) return { type: said.type ?? 'Error', message: said.message.slice(0, MESSAGE_AT_MOST) };
  const message = `the job of the bucket ended: ${error.cause?.message ?? error.message}`;
  return { type: endTypeOf(error), message: message.slice(0, MESSAGE_AT_MOST) };
}

function reportIn(error: unknown): UploadsRemainDetails['report'] | undefined {
  const [details] = (rootFailure(error)?.details ?? []) as Array<Partial<UploadsRemainDetails>>;
  return details?.report;
}

function uploadsOf({ uploads }: Pick<CleanupReport, 'uploads'>): NonNullable<FleetRow['uploads']> {
  const { selected, gone, keptYoung, keptActive, keptCompleted } = uploads;
  return { selected, gone, kept: keptYoung + keptActive + keptCompleted };
}

function addSums({ state }: Fleet, { uploads, measured, requests, dialect }: Omit<CleanupReport, 'outcome'>): void {
  addTo(state.uploads, uploads);
  addTo(state.requests, requests);
  if (measured) addTo(state.measured, { parts: measured.parts, bytes: measured.bytes });
  if (dialect) state.dialect = merged(state.dialect, dialect).slice(0, DIALECT_AT_MOST);
}

/** Keeps the row while there is room. A row that tells something takes the place of one that does not. */
function addRow({ state }: Fleet, row: FleetRow): void {
  state.rows.push(row);
  while (bytesOf(state.rows) > ROW_BYTES_AT_MOST) {
    const dull = state.rows.findIndex(({ failure, uploads }) => failure === null && uploads?.selected === 0);
    state.rows.splice(Math.max(dull, 0), 1);
    state.rowsLeftOut += 1;
  }
}

/** About what the rows take as JSON: 110 characters without names and messages. */
function bytesOf(rows: FleetRow[]): number {
  return rows.reduce((sum, { bucket, failure }) => sum + 110 + bucket.length + (failure?.message.length ?? 0), 0);
}
