import { startFromArguments } from './from-arguments.ts';

/** A simulated S3 in a process of its own: prints one line of JSON (`Ready`), ends on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const { ready, stop } = await startFromArguments(process.argv.slice(2));
  process.once('SIGTERM', () => void stop()).once('SIGINT', () => void stop());
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

void main();
