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
import type { Described } from './describe.ts';
import type { Fleet } from './job.ts';
import { nameOf, type Place } from './place.ts';
import { factsOf } from './row-facts.ts';

const MESSAGE_AT_MOST = 300;

/** A bucket of which a row tells, and what is known of it besides its uploads. */
export type Looked = Place & Described;

/** Notes that a bucket is done. */
export function addReport(fleet: Fleet, bucket: Looked, report: CleanupReport): void {
  const { state } = fleet;
  state.buckets.clean += 1;
  addSums(fleet, report);
  addRow(fleet, { ...headOf(bucket), outcome: report.outcome, ...factsOf(report), failure: null });
}

/** Notes why a bucket is not done. Rethrows what is no failure of its job. */
export function addFailure(fleet: Fleet, bucket: Looked, error: unknown): void {
  const { buckets } = fleet.state;
  const failure = failureOf(bucket, error);
  const report = failure.type === 'UploadsRemain' ? reportIn(error) : undefined;
  const outcome = outcomeOf(failure.type);
  if (outcome === 'uploads-remain') buckets.uploadsRemain += 1;
  else if (outcome === 'already-running') buckets.alreadyRunning += 1;
  else buckets.failed += 1;
  if (report) addSums(fleet, report);
  addRow(fleet, { ...headOf(bucket), outcome, ...factsOf(report), failure });
}

/** Most bytes first, then most selected uploads, then by name. */
export function sorted(rows: FleetRow[]): FleetRow[] {
  return [...rows].sort((a, b) => weigh(b, a) || (a.bucket < b.bucket ? -1 : Number(a.bucket > b.bucket)));
}

function weigh(a: FleetRow, b: FleetRow): number {
  const bytes = (row: FleetRow) => row.measured?.bytes ?? 0;
  const selected = (row: FleetRow) => row.uploads?.selected ?? 0;
  return bytes(a) - bytes(b) || selected(a) - selected(b);
}

function headOf({ bucket, connection, region, lifecycle }: Looked) {
  return { bucket, connection, region, lifecycle };
}

function outcomeOf(type: string): FleetRow['outcome'] {
  if (type === 'UploadsRemain') return 'uploads-remain';
  return type === 'AlreadyRunning' ? 'already-running' : 'failed';
}

function failureOf(place: Place, error: unknown): NonNullable<FleetRow['failure']> {
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    const message = `${cleanupId({ bucket: nameOf(place) })} is running: ${WAIT_OR_CANCEL}`;
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

function addSums({ state }: Fleet, { uploads, measured, requests, dialect }: Omit<CleanupReport, 'outcome'>): void {
  addTo(state.uploads, uploads);
  addTo(state.requests, requests);
  if (measured) addTo(state.measured, { parts: measured.parts, bytes: measured.bytes });
  if (dialect) state.dialect = merged(state.dialect, dialect).slice(0, DIALECT_AT_MOST);
}

/** Keeps the row while there is room. The first to go are those without a failure, with the fewest bytes and uploads. */
function addRow({ state }: Fleet, row: FleetRow): void {
  const { rows } = state;
  let bytes = (taken.get(rows) ?? rows.reduce((sum, each) => sum + bytesOf(each), 0)) + bytesOf(row);
  rows.push(row);
  while (bytes > ROW_BYTES_AT_MOST) {
    const least = rows.reduce((a, b) => (matters(a, b) > 0 ? b : a));
    rows.splice(rows.indexOf(least), 1);
    bytes -= bytesOf(least);
    state.rowsLeftOut += 1;
  }
  taken.set(rows, bytes);
}

/** What the rows of a fleet take together. Rows come and go one by one, and there may be thousands of them. */
const taken = new WeakMap<FleetRow[], number>();

function matters(a: FleetRow, b: FleetRow): number {
  return Number(a.failure !== null) - Number(b.failure !== null) || weigh(a, b);
}

/** About what a row takes as JSON: 330 characters without names, messages, ages and prefixes. */
function bytesOf({ bucket, connection, failure, ages = [], lifecycle: { prefixes = [] } }: FleetRow): number {
  const names = bucket.length + connection.length + (failure?.message.length ?? 0);
  return 330 + names + ages.length * 60 + prefixes.reduce((sum, { prefix }) => sum + 30 + prefix.length, 0);
}
