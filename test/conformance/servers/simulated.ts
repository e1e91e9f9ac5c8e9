import { SimulatedS3 } from '../../../simulated-s3/index.ts';
import type { Server } from './server.ts';

/** The simulated S3 without any of its switches. */
export async function startSimulatedS3(): Promise<Server> {
  const s3 = await SimulatedS3.start({ verifySignatures: true });
  const { endpoint, credentials } = s3.clientConfig();
  return { endpoint, credentials, stop: () => s3.stop() };
}
