import type { ServerName } from '../conformance/servers/index.ts';
import type { Server } from '../conformance/servers/server.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { type Deployment, deploy } from './deployment.ts';
import { STORES } from './stores.ts';

/** The first time, a program takes minutes to build. */
const INSTALLED_WITHIN_MS = 7_200_000;

/** For one test: a machine that does other work, too, takes minutes for what else takes seconds. */
export const DEADLINE_MS = 300_000;

/** Starts each store, and the product in front of it, for the tests of `specify`. They see both from their first line on. */
export function againstEachStore(specify: (at: { product: Deployment }, store: ServerName) => void): void {
  let temporal: TestTemporal;

  beforeAll(async () => {
    temporal = await startTestTemporal();
  }, 120_000);

  afterAll(() => temporal?.stop(), 120_000);

  describe.each(STORES)('against %s, the product', (name, { start }) => {
    const at = {} as { product: Deployment };
    let server: Server;

    beforeAll(async () => {
      server = await start();
      at.product = deploy(server, temporal);
    }, INSTALLED_WITHIN_MS);

    afterAll(async () => {
      await at.product?.stop();
      await server?.stop();
    }, 120_000);

    specify(at, name);
  });
}
