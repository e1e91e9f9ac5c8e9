const { base, run, FOLDERS_ON_DEMAND, withoutServer, withSharedServer } = require('./test/support/jest-base.js');

const left = ['/node_modules/', ...FOLDERS_ON_DEMAND];

/**
 * The suite of `npm test`. The name of a test file says what it needs: `*.server.test.ts` a Temporal server, what was built,
 * or the package registry; every other `*.test.ts` nothing but Node.
 * @type {import('jest').Config}
 */
module.exports = {
  ...run,
  projects: [
    {
      ...base,
      ...withoutServer,
      displayName: 'plain',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [...left, '\\.server\\.test\\.ts$'],
    },
    {
      ...base,
      ...withSharedServer,
      displayName: 'server',
      testMatch: ['<rootDir>/test/**/*.server.test.ts'],
      testPathIgnorePatterns: left,
    },
  ],
};
