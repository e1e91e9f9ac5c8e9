import { createGateway } from '../../../activities/index.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import { SimulatedS3 } from '../../../simulated-s3/index.ts';

interface Given {
  s3: SimulatedS3;
  gateway: S3Gateway;
}

/** The same tests for both gateways. Each test is given one of its own, over a simulated S3 of its own. */
export function describeGateways(tests: (given: Given) => void): void {
  describe.each([
    ['the lean gateway', true],
    ['the gateway over the AWS SDK', false],
  ])('%s', (_, lean) => {
    const given = {} as Given;
    beforeEach(async () => {
      given.s3 = await SimulatedS3.start();
      given.gateway = createGateway({ ...given.s3.clientConfig(), lean });
    });
    afterEach(async () => {
      given.gateway.close();
      await given.s3.stop();
    });

    tests(given);
  });
}
