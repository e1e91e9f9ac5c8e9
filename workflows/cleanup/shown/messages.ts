import { setHandler } from '@temporalio/workflow';
import { statusQuery, turnOverSignal, turnWantedSignal, yourTurnSignal } from '../../durable/messages.ts';
import { handleSteering } from '../../durable/steering.ts';
import { giveTurn, type Job } from '../job.ts';
import { statusOf } from './status.ts';

/** Registers the handlers of a job: the first thing a run does, so that no message comes too early. */
export function handleMessages(job: Job): void {
  setHandler(statusQuery, () => statusOf(job), {
    description: 'How far the job is: phase, counts, pace, what remains, limits in force',
  });
  handleSteering(job.steering, {
    pause: 'Start no further requests until `resume`; those under way end within seconds',
    resume: 'Go on after `pause`, with what was left',
    tune: 'Change the limits within seconds: {"concurrency": 16, "requestsPerSecond": 100}, or one of them; null: none',
    limits: 'From the parent job to its children: the limits in force',
    trouble: 'From a child, with its ID: what stands in the way of its requests',
  });
  handleTurns(job);
}

/** In a job that holds to a rate, a range asks for its turn and is given it. */
function handleTurns(job: Job): void {
  const { turns, steering } = job;
  const { turn } = steering.rate;
  if (turn) {
    setHandler(yourTurnSignal, (share) => turn.given(share), {
      description: 'From the parent job: this range may ask S3 now, with this share of the rate',
    });
    return;
  }
  const wanted = (range: string) => {
    const share = turns.want(range);
    if (share !== undefined) void giveTurn(job, range, share);
  };
  setHandler(turnWantedSignal, wanted, {
    description: 'From a range of keys, with its ID: it has something to ask S3',
  });
  const isOver = 'From a range of keys, with its ID: it has nothing to ask S3 for a while';
  setHandler(turnOverSignal, (range) => turns.over(range), { description: isOver });
}
