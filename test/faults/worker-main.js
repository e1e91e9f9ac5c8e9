/** One worker of a built package, until SIGTERM: `node worker-main.js '{ "folder": …, "address": …, … }'`. */
const { join } = require('node:path');

const { folder, address, ...options } = JSON.parse(process.argv[2]);
const { runWorker } = require(join(folder, 'dist', 'worker', 'index.js'));
const shutdown = new AbortController();
process.on('SIGTERM', () => shutdown.abort());

const onReady = () => process.stderr.write('polling\n');
runWorker({ temporal: { address }, ...options, onReady }, shutdown.signal).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
