import type { WorkflowInterceptors } from '@temporalio/workflow';

/** A module of workflow interceptors: labels what workflows count with their bucket. */
export function interceptors(): WorkflowInterceptors {
  let tags: { bucket?: string } = {};
  return {
    inbound: [
      {
        execute(input, next) {
          const [first] = input.args as [{ bucket?: unknown }?];
          if (typeof first?.bucket === 'string') tags = { bucket: first.bucket };
          return next(input);
        },
      },
    ],
    outbound: [{ getMetricTags: (others, next) => next({ ...others, ...tags }) }],
  };
}
