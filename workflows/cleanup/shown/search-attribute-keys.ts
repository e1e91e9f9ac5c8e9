import { defineSearchAttributeKey } from '@temporalio/common';

/** Search attributes of a job that asks for them. A namespace must know them: an upsert of another hangs the job. */
export const BUCKET = defineSearchAttributeKey('S3CleanupBucket', 'KEYWORD');

/** The phase at the beginning and the end of a pass; at last the outcome, or the type of the failure. */
export const PHASE = defineSearchAttributeKey('S3CleanupPhase', 'KEYWORD');

/** Selected uploads that are not proven gone, at the beginning and the end of a pass. */
export const REMAINING = defineSearchAttributeKey('S3CleanupRemaining', 'INT');

export const SEARCH_ATTRIBUTES = [BUCKET, PHASE, REMAINING];
