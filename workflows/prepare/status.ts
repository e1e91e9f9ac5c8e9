import { measuredOf } from '../../domain/measures.ts';
import { troubleIn } from '../durable/trouble/trouble.ts';
import { reportOfRecord } from '../record/record.ts';
import type { PrepareReport, PrepareStatus } from './contract.ts';
import type { Preparation } from './job.ts';

/** The answer to the query `status`. */
export function statusOf(job: Preparation): PrepareStatus {
  const { request, steering, phase, rounds, uploads, newUploadsBlocked, deleted, requests } = job;
  const [child] = steering.children.values();
  return {
    phase,
    paused: steering.state.paused,
    pass: 0,
    run: 1,
    round: rounds,
    uploads,
    objects: request.emptyObjects ? job.objects : null,
    remaining: {},
    inHand: 0,
    pace: 0,
    ranges: 0,
    waitsUntil: job.waitsUntil,
    givesUpAt: null,
    child: child?.workflowId ?? null,
    newUploadsBlocked,
    deleted,
    limits: steering.state.limits,
    requests,
    ...troubleIn(steering),
    startedAt: job.startedAt.toISOString(),
  };
}

export function reportOf<Ready extends boolean>(
  job: Preparation,
  ready: Ready,
): Omit<PrepareReport, 'ready'> & { ready: Ready } {
  const { request, deleted, inspected, newUploadsBlocked, startedAt, rounds, uploads, initiators, requests, kept } =
    job;
  return {
    bucket: request.target.bucket,
    ready,
    deleted,
    inspected,
    newUploadsBlocked: newUploadsBlocked && !deleted,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    rounds,
    uploads,
    measured: request.measure ? measuredOf(job.byPrefix) : null,
    objects: request.emptyObjects ? job.objects : null,
    initiators,
    requests,
    ...(job.dialect.length > 0 && { dialect: job.dialect }),
    ...(kept && { kept }),
    ...(job.record && { record: reportOfRecord(job.record) }),
  };
}
