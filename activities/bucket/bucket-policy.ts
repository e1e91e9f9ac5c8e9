import { partitionOf } from '../../domain/s3/partition.ts';

/** Marks our statement in a bucket policy, so that it is found again. */
export const BLOCK_SID = 'TemporalS3CleanupBlocksNewUploads';

interface Policy {
  Version?: string;
  Statement?: Statement | Statement[];
}

interface Statement {
  Sid?: string;
}

/** The policy with our statement; undefined when the statement is in it already. `policy` is JSON, as S3 keeps it. */
export function withBlock(policy: string | undefined, bucket: string, region: string | null): string | undefined {
  const parsed: Policy = policy === undefined ? { Version: '2012-10-17' } : JSON.parse(policy);
  const statements = statementsOf(parsed);
  if (statements.some(isOurs)) return undefined;
  const block = {
    Sid: BLOCK_SID,
    Effect: 'Deny',
    Principal: '*',
    // CreateMultipartUpload and UploadPart need this permission, too (S3 user guide, multipart upload permissions).
    Action: 's3:PutObject',
    Resource: `arn:${partitionOf(region)}:s3:::${bucket}/*`,
  };
  return JSON.stringify({ ...parsed, Statement: [...statements, block] });
}

/** The policy without our statement; undefined when the statement is not in it, null when nothing else is. */
export function withoutBlock(policy: string): string | null | undefined {
  const parsed: Policy = JSON.parse(policy);
  const statements = statementsOf(parsed);
  const others = statements.filter((statement) => !isOurs(statement));
  if (others.length === statements.length) return undefined;
  return others.length === 0 ? null : JSON.stringify({ ...parsed, Statement: others });
}

function statementsOf({ Statement = [] }: Policy): Statement[] {
  return [Statement].flat();
}

function isOurs({ Sid }: Statement): boolean {
  return Sid === BLOCK_SID;
}
