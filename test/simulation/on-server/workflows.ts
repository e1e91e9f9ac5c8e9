import { workflowInfo } from '@temporalio/workflow';
import * as workflows from '../../../workflows/index.ts';
import { setBounds } from '../bounds.ts';
import { boundsIn } from './job-id.ts';

type WorkflowFunction = (input: never) => Promise<unknown>;

export const cleanupMultipartUploads: WorkflowFunction = bounded(workflows.cleanupMultipartUploads);
export const cleanKeyRange: WorkflowFunction = bounded(workflows.cleanKeyRange);

/** Every run of a job has the small constants of its scenario. Its workflow ID tells them: a range has it in its own. */
function bounded(workflow: WorkflowFunction): WorkflowFunction {
  return (input) => {
    setBounds(boundsIn(workflowInfo().workflowId));
    return workflow(input);
  };
}
