#!/usr/bin/env node
import { ensureHome } from './home.ts';
import { main } from './main.ts';

const interrupt = new AbortController();
let signals = 0;
const onSignal = (): void => {
  signals += 1;
  if (signals > 1) process.exit(130);
  interrupt.abort();
};
process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
// A process of `worker --processes` ends with the process that started it.
process.on('disconnect', onSignal);
process.channel?.unref();
// `head` closes stdout early: `s3-cleanup report ID | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

ensureHome(process.env);
const { stdout, stderr, env } = process;
main(process.argv.slice(2), { stdout, stderr, env, interrupt: interrupt.signal }).then((code) => {
  process.exitCode = code;
});
