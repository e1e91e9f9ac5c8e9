import type { MetricMeter } from '@temporalio/common';
import { CLEANUP_WORKFLOW, RANGE_WORKFLOW } from '../domain/workflow-types.ts';
import { FREED_BYTES, KEPT_REASONS, UPLOAD_COUNTERS, uploadCounter } from '../workflows/cleanup/shown/metric-names.ts';

/** The workflows that count uploads. */
const WORKFLOWS = [CLEANUP_WORKFLOW, RANGE_WORKFLOW];

/**
 * Begins at 0 what workflows on this task queue will count. Prometheus' `increase` misses the first count of a counter
 * that appears with it.
 */
export function beginUploadCounters(
  meter: MetricMeter,
  { namespace, taskQueue }: { namespace: string; taskQueue: string },
): void {
  const begin = (name: string, description: string, labels: Record<string, string>[]) => {
    const counter = meter.createCounter(name, undefined, description);
    for (const workflowType of WORKFLOWS)
      for (const label of labels) counter.add(0, { namespace, taskQueue, workflowType, ...label });
  };
  for (const [what, description] of Object.entries(UPLOAD_COUNTERS)) {
    const name = uploadCounter(what as keyof typeof UPLOAD_COUNTERS);
    begin(name, description, what === 'kept' ? KEPT_REASONS.map((reason) => ({ reason })) : [{}]);
  }
  begin(FREED_BYTES.name, FREED_BYTES.description, [{}]);
}
