import { findTemporalServer } from '../../client/temporal-server/index.ts';

/** Finds the Temporal server once for all test files, or builds it; they and their commands inherit it. jest wants a default export. */
export default async function setup(): Promise<void> {
  process.env.TEMPORAL_CLI_PATH = await findTemporalServer({ log: (line) => process.stderr.write(`${line}\n`) });
}
