import { allHandlersFinished, condition, continueAsNew } from '@temporalio/workflow';

/** Hands a job to a new run of its workflow. Never returns: the SDK ends this run by throwing. */
export async function continueInNewRun<Input>(input: Input): Promise<void> {
  await condition(allHandlersFinished);
  await continueAsNew<(input: Input) => Promise<unknown>>(input);
}
