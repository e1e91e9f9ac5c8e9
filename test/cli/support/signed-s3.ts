import type { SimulatedS3 } from '../../../simulated-s3/index.ts';
import { ACCESS_KEY, SECRETS } from '../../../simulated-s3/signature.ts';

/** For the tests of a file: the SDK looks for the credentials of the simulated S3 in the process. */
export function haveCredentials(): void {
  beforeAll(() => {
    process.env.AWS_ACCESS_KEY_ID = ACCESS_KEY;
    process.env.AWS_SECRET_ACCESS_KEY = SECRETS[ACCESS_KEY];
  });
  afterAll(() => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
  });
}

/** Where it is, for a command that speaks to it itself. */
export function flagsOf({ endpoint }: SimulatedS3): string[] {
  return ['--endpoint-url', endpoint, '--region', 'us-east-1', '--force-path-style'];
}
