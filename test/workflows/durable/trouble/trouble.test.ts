import type { Trouble } from '../../../../workflows/durable/contract.ts';
import type { Outage } from '../../../../workflows/durable/trouble/outage.ts';
import { noteChild, troubleOf } from '../../../../workflows/durable/trouble/trouble.ts';

const trouble = (minute: number): Trouble => ({
  type: 'S3Unavailable',
  message: 'no answer',
  since: `2026-02-01T03:${10 + minute}:00.000Z`,
});

/** A job with children at work. */
function jobWith(...ids: string[]) {
  const outage: Outage = { ofChildren: new Map() };
  return { outage, children: new Map(ids.map((workflowId) => [workflowId, { workflowId }])) };
}

describe('the trouble of a job', () => {
  it('is that of the child that has had it for the longest time', () => {
    const job = jobWith('range-1', 'range-2', 'range-3');

    noteChild(job, 'range-3', trouble(2));
    noteChild(job, 'range-2', trouble(1));

    expect(troubleOf(job)).toEqual({ ...trouble(1), child: 'range-2' });
  });

  it('is its own, where it has both', () => {
    const job = jobWith('range-1');
    noteChild(job, 'range-1', trouble(0));
    job.outage.own = trouble(5);

    expect(troubleOf(job)).toEqual(trouble(5));
  });

  it('is over when the child says so', () => {
    const job = jobWith('range-1');
    noteChild(job, 'range-1', trouble(0));

    noteChild(job, 'range-1', null);

    expect(troubleOf(job)).toBeUndefined();
  });

  it('is not that of a child that has ended', () => {
    const job = jobWith('range-1');
    noteChild(job, 'range-1', trouble(0));

    job.children.delete('range-1');

    expect(troubleOf(job)).toBeUndefined();
  });
});
