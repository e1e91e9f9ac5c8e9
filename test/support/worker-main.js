/** One worker of a built package, until SIGTERM: `node worker-main.js '{ "folder": …, "address": …, … }'`. */
const { join } = require('node:path');

const { folder, address, metricsAddress, ...options } = JSON.parse(process.argv[2]);
if (metricsAddress) exposeAll(require('@temporalio/worker'), metricsAddress);
const { runWorker } = require(join(folder, 'dist', 'worker', 'index.js'));
const shutdown = new AbortController();
process.on('SIGTERM', () => shutdown.abort());

const onReady = () => process.stderr.write('polling\n');
runWorker({ temporal: { address }, ...options, onReady }, shutdown.signal).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});

/** Logs at the most talkative level, and metrics for whoever asks. */
function exposeAll({ DefaultLogger, Runtime }, bindAddress) {
  const telemetryOptions = { metrics: { prometheus: { bindAddress } } };
  Runtime.install({ logger: new DefaultLogger('TRACE'), shutdownSignals: [], telemetryOptions });
}
