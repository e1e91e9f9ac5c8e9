import type { cleanByRequests } from '../activity-per-request/workflow.ts';
import { withTemporal } from '../rig/temporal.ts';
import { withWorkers } from '../rig/workers.ts';
import { type Contender, uploadsBy } from './contender.ts';
import { measureJob } from './measure-job.ts';
import { versionOf } from './versions.ts';

const NAME = 'activity-per-request';

/** A Temporal workflow with one activity for each request, 64 at once. */
export function activityPerRequest(): Contender {
  return {
    name: 'workflow, an activity a request',
    verifies: true,
    uploads: uploadsBy({ 0: 1_500 }),
    prepare: async () => versionOf('@temporalio/workflow'),
    clean: ({ endpoint, bucket }) =>
      withTemporal(({ address, client }) =>
        withWorkers({ program: `${NAME}-worker` }, { address, endpoint }, (workers) =>
          measureJob({ client }, workers, async () => {
            const options = { taskQueue: NAME, workflowId: bucket, args: [bucket] as [string] };
            const job = await client.workflow.start<typeof cleanByRequests>('cleanByRequests', options);
            await job.result();
            return { workflowId: job.workflowId, runId: job.firstExecutionRunId };
          }),
        ),
      ),
  };
}
