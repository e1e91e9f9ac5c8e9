// Captures what the command shows on a terminal: `npm run capture` writes docs/images/follow.svg and dry-run.svg.
// A Temporal server, a simulated S3 and a worker run for it; the terminal is that of util-linux's `script`.
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { Screen } = require('./screen.js');
const { drawing } = require('./drawing.js');

const ROOT = resolve(__dirname, '..', '..');
const COMMAND = join(ROOT, 'dist', 'cli', 'bin.js');
const { SimulatedS3 } = require(join(ROOT, 'dist', 'simulated-s3', 'index.js'));
const { findTemporalServer, startTemporalServer } = require(join(ROOT, 'dist', 'temporal-server', 'index.js'));

const COLUMNS = 100;
const UPLOADS = 20_000;
const DAY_MS = 86_400_000;
const MIB = 2 ** 20;
const PREFIXES = ['raw/', 'raw/', 'backups/', 'logs/'];

const WHAT = ['photos', '--older-than', '7d'];
const PRICE = ['--measure', '--price-per-gib-month', '0.023'];

async function main() {
  const executable = await findTemporalServer({ log: (line) => process.stderr.write(`${line}\n`) });
  const temporal = await startTemporalServer({ executable, uiPort: false });
  const s3 = await SimulatedS3.start();
  const worker = await startWorker(temporal.address, s3.clientConfig());
  try {
    fill(s3);
    const session = (argv) => capture(argv, temporal.address);
    save('dry-run', await session(['start', ...WHAT, '--dry-run', ...PRICE, '--follow']), { isStill: true });
    save('follow', await session(['start', ...WHAT, ...PRICE, '--follow']));
  } finally {
    worker.kill();
    await s3.stop();
    await temporal.stop();
  }
}

function fill(s3) {
  const now = Date.now();
  s3.createBucket('photos');
  s3.seedUploads('photos', UPLOADS, (n) => ({
    key: `${PREFIXES[n % PREFIXES.length]}${String(n).padStart(8, '0')}.bin`,
    initiated: new Date(now - ((n * 37) % 500) * DAY_MS - 60_000),
    initiator: `arn:aws:iam::111122223333:user/${n % 3 ? 'nightly-backup' : 'uploader'}`,
    parts: Array.from({ length: 1 + (n % 3) }, () => ({ size: 8 * MIB })),
    ...(n % 400 === 7 && { abortsNeeded: 2 }),
  }));
}

function startWorker(address, { endpoint, region }) {
  const where = ['--address', address, '--endpoint-url', endpoint, '--region', region, '--force-path-style'];
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'simulated', AWS_SECRET_ACCESS_KEY: 'simulated' };
  const worker = spawn(process.execPath, [COMMAND, 'worker', '--processes', '1', ...where], { env });
  return new Promise((done, fail) => {
    worker.stderr.on('data', (text) => String(text).includes('polling') && done(worker));
    worker.on('exit', () => fail(new Error('the worker ended')));
  });
}

/** What a command wrote to a terminal, and when. */
function capture(argv, address) {
  const quoted = argv.map((argument) => `'${argument}'`).join(' ');
  const line = `stty cols ${COLUMNS} rows 40; exec '${process.execPath}' '${COMMAND}' ${quoted}`;
  const env = { ...process.env, TEMPORAL_ADDRESS: address, TERM: 'xterm-256color', NO_COLOR: '' };
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], { env });
  const startedAt = Date.now();
  const chunks = [];
  child.stdout.setEncoding('utf8').on('data', (text) => chunks.push({ at: Date.now() - startedAt, text }));
  return new Promise((done, fail) => {
    child.on('close', (code) => (code === 0 ? done({ argv, chunks }) : fail(new Error(`${argv.join(' ')}: ${code}`))));
  });
}

function save(name, { argv, chunks }, { isStill = false } = {}) {
  const screen = new Screen();
  const frames = [{ at: 0, lines: [] }];
  for (const { at, text } of chunks) frames.push({ at, lines: screen.write(text) });
  const prompt = `$ s3-cleanup ${argv.join(' ')}`;
  const shown = isStill ? frames.slice(-1) : frames;
  writeFileSync(join(ROOT, 'docs', 'images', `${name}.svg`), drawing(prompt, shown, COLUMNS));
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
