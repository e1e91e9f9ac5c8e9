import { packageVersion } from '../../cli/version.ts';
import { NODE_FLAGS } from '../../worker/process/memory.ts';
import type { BareLoopSettings } from '../processes/bare-loop.ts';
import { Child } from '../rig/child.ts';
import type { Spent } from '../rig/command.ts';
import type { Contender } from './contender.ts';

/** The S3 requests of a job, over the same gateway, without Temporal. */
export function bareLoop(name: string, uploads: number, inFlight: number): Contender {
  return {
    name,
    verifies: true,
    uploads: () => uploads,
    prepare: async () => packageVersion(),
    async clean({ endpoint, bucket }) {
      const settings: BareLoopSettings = { endpoint, bucket, inFlight };
      return await new Child('bare-loop', settings, NODE_FLAGS).message<Spent>();
    },
  };
}
