import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stack traces of failures travel as payloads, so that codecs encode them, too. Temporal loads it by its path. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
