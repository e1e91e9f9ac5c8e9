import type { SdkLoopSettings } from '../processes/sdk-loop.ts';
import { Child } from '../rig/child.ts';
import type { Spent } from '../rig/command.ts';
import { type Contender, uploadsBy } from './contender.ts';
import { versionOf } from './versions.ts';

/** A loop over @aws-sdk/client-s3, as a script has it. What is measured begins with its first request. */
export function sdkLoop({ inFlight, verifies }: Pick<SdkLoopSettings, 'inFlight' | 'verifies'>): Contender {
  const sequential = uploadsBy({ 0: 4_000, 20: 300, 80: 80 });
  return {
    name: `SDK loop, ${inFlight} in flight${verifies ? ', ListParts' : ''}`,
    verifies,
    uploads: inFlight === 1 ? sequential : uploadsBy({ 0: 5_000 }),
    prepare: async () => versionOf('@aws-sdk/client-s3'),
    async clean({ endpoint, bucket }) {
      const settings: SdkLoopSettings = { endpoint, bucket, inFlight, verifies };
      return await new Child('sdk-loop', settings).message<Spent>();
    },
  };
}
