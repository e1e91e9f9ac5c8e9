const { base, run, FOLDERS_ON_DEMAND, withSharedServer } = require('./test/support/jest-base.js');

/**
 * The suites of `npm run test:…`, each in its folder, and `npm run record`: what takes long, or needs more than Node and a
 * Temporal server.
 * @type {import('jest').Config}
 */
module.exports = {
  ...run,
  ...base,
  ...withSharedServer,
  testMatch: [
    ...FOLDERS_ON_DEMAND.map((folder) => `<rootDir>${folder}**/*.test.ts`),
    '<rootDir>/test/replay/record.ts',
  ],
};
