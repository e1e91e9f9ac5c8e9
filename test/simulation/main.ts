/**
 * The simulator: whole jobs in one process on one virtual clock. The workflows, the activities and the gateway's reading of
 * listings are the real ones. Temporal's two modules are replaced by small ones (runtime/), and S3 by a model that knows the
 * truth (s3/). A seed decides everything: the bucket, the job, the S3, what goes wrong, and how long each thing takes, so what
 * comes first (generate.ts). After everything that happens, the rules are asked (rules/). A seed that breaks one is shrunk.
 *
 * - scenario.ts  what a seed decides, as plain data; generate.ts draws it, shrink.ts makes it smaller
 * - simulate.ts  runs one scenario: synchronous, thousands of events in milliseconds
 * - hunt.ts      runs many seeds; processes.ts shares them out; report.ts says what was found
 */
import { replaceModules } from './runtime/modules.ts';

replaceModules();

import('./processes.ts').then(({ main }) => main(process.argv.slice(2)));
