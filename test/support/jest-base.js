const { join, resolve } = require('node:path');

const SETUP = join(__dirname, 'setup');

/** What every suite has in common. */
const base = {
  rootDir: resolve(__dirname, '..', '..'),
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.stryker-tmp/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
};

/** What holds for a whole run. jest does not read it from a project. */
const run = {
  // Generous: on a busy machine a test of seconds takes a minute.
  testTimeout: 300_000,
  maxWorkers: 2,
};

/** For tests that need nothing but Node. */
const withoutServer = {
  globalSetup: join(SETUP, 'environment.ts'),
  setupFiles: [join(SETUP, 'workflow-sdk.ts')],
  testEnvironment: join(__dirname, 'one-realm', 'environment.js'),
  runtime: join(__dirname, 'one-realm', 'runtime.js'),
};

/** For all others: one Temporal server and one bundle of the workflows. */
const withSharedServer = {
  globalSetup: join(SETUP, 'share-server.ts'),
  globalTeardown: join(SETUP, 'unshare-server.ts'),
};

/** Suites that `npm test` leaves out. */
const FOLDERS_ON_DEMAND = [
  '/test/chaos/',
  '/test/consumers/',
  '/test/environment/',
  '/test/examples/',
  '/test/interop/',
  '/test/metrics/prometheus/',
  '/test/production/',
  '/test/ui/',
];

module.exports = { base, run, FOLDERS_ON_DEMAND, withoutServer, withSharedServer };
