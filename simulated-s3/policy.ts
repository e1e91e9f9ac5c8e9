import { errorReply, NO_CONTENT, type Reply } from './reply.ts';
import type { Call } from './simulation.ts';

export function getBucketPolicy({ bucket }: Call): Reply {
  if (bucket.policy === undefined) {
    return errorReply(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist', { BucketName: bucket.name });
  }
  return { status: 200, body: bucket.policy, headers: { 'content-type': 'application/json' } };
}

export function putBucketPolicy({ bucket, request }: Call): Reply {
  if (parsePolicy(request.body) === undefined) {
    return errorReply(400, 'MalformedPolicy', 'Policies must be valid JSON with a Statement.');
  }
  bucket.policy = request.body;
  return NO_CONTENT;
}

export function deleteBucketPolicy({ bucket }: Call): Reply {
  bucket.policy = undefined;
  return NO_CONTENT;
}

/** Whether a Deny statement covers s3:PutObject on the key. Principals and conditions are not looked at. */
export function deniesWriting({ bucket, request }: Call): boolean {
  if (bucket.policy === undefined) return false;
  const resource = `arn:aws:s3:::${bucket.name}/${request.key}`;
  return (parsePolicy(bucket.policy) ?? []).some(
    ({ Effect, Action, Resource }) =>
      Effect === 'Deny' && matchesAny(Action, 's3:PutObject') && matchesAny(Resource, resource),
  );
}

interface Statement {
  Effect?: string;
  Action?: string | string[];
  Resource?: string | string[];
}

function parsePolicy(text: string): Statement[] | undefined {
  try {
    const { Statement } = JSON.parse(text) as { Statement?: Statement | Statement[] };
    return Statement === undefined ? undefined : [Statement].flat();
  } catch {
    return undefined;
  }
}

function matchesAny(patterns: string | string[] | undefined, text: string): boolean {
  return [patterns ?? []].flat().some((pattern) => wildcard(pattern).test(text));
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
