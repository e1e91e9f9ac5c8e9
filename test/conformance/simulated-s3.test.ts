import { startSimulatedS3 } from './servers/simulated.ts';
import { specify } from './specify.ts';

/** Without its switches it is S3. */
specify('the simulated S3', startSimulatedS3, {}, 10_000);
