/**
 * `npm run mutation`: Stryker mutates the code that decides what is deleted, and what is told about it. It compiles the mutated code
 * once, for a mutant is a number that the code looks at; tools/mutation runs the tests.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: ['domain/**/*.ts', 'activities/uploads/**/*.ts', 'workflows/cleanup/**/*.ts', '!**/contract.ts'],
  ignorers: ['wording'],
  buildCommand: 'npm run --silent mutation:build',
  // Stryker rewrites a file of that name with the compiler's API, which TypeScript 7 has not.
  tsconfigFile: 'none',
  plugins: ['./tools/mutation/runner.mjs', './tools/mutation/wording.mjs'],
  testRunner: 'specifications-and-simulator',
  warnings: { unknownOptions: false, slow: false },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  ignorePatterns: ['/bench', '/docs', '/examples', '/dist*', '/reports', '/test/replay/histories', '/test/ui'],
  incrementalFile: 'reports/mutation/incremental.json',
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
};
