// `node --require` this: at its end, the process says on stderr which files it loaded.
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  process.on('exit', () => process.stderr.write(`loaded: ${JSON.stringify(Object.keys(require.cache))}\n`));
}
