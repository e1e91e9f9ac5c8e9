import { createHash } from 'node:crypto';
import { invalidRequest, malformedXml } from './errors.ts';
import { errorReply, NO_CONTENT, type Reply, xmlReply } from './reply.ts';
import type { Call } from './simulation.ts';
import { element, elementsOf, textOf, xmlDocument } from './xml.ts';

const MINIMUM_SIZE = 'x-amz-transition-default-minimum-object-size';
const RULES_AT_MOST = 1_000;

export function getBucketLifecycle({ bucket }: Call): Reply {
  const { lifecycle } = bucket;
  const stale = bucket.staleLifecycle.reads > 0 ? bucket.staleLifecycle.before : lifecycle;
  bucket.staleLifecycle.reads = Math.max(0, bucket.staleLifecycle.reads - 1);
  if (!stale) {
    const message = 'The lifecycle configuration does not exist';
    return errorReply(404, 'NoSuchLifecycleConfiguration', message, { BucketName: bucket.name });
  }
  const headers = bucket.isDirectory ? undefined : { [MINIMUM_SIZE]: stale.minimumSize };
  return xmlReply(xmlDocument('LifecycleConfiguration', stale.rules.join('')), headers);
}

export function putBucketLifecycle({ bucket, request }: Call): Reply {
  const rules = elementsOf(request.body, 'Rule');
  const refused = refusalOfBody(request.body, request.headers) ?? refusalOfRules(rules);
  if (refused) return refused;
  const minimumSize = request.headers[MINIMUM_SIZE]?.toString() ?? 'all_storage_classes_128K';
  bucket.staleLifecycle = { reads: bucket.lifecycleShownAfter, before: bucket.lifecycle };
  bucket.lifecycle = { rules: rules.map((rule, at) => `<Rule>${withId(rule, at)}</Rule>`), minimumSize };
  return { status: 200 };
}

export function deleteBucketLifecycle({ bucket }: Call): Reply {
  bucket.lifecycle = undefined;
  return NO_CONTENT;
}

function refusalOfBody(body: string, headers: Call['request']['headers']): Reply | undefined {
  const md5 = headers['content-md5']?.toString();
  const isChecked = md5 !== undefined || Object.keys(headers).some((name) => /^x-amz-checksum-/.test(name));
  if (!isChecked) return invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) {
    return errorReply(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  return /<LifecycleConfiguration[\s>]/.test(body) ? undefined : malformedXml();
}

function refusalOfRules(rules: string[]): Reply | undefined {
  if (rules.length === 0 || rules.length > RULES_AT_MOST || rules.some((rule) => !isValid(rule))) return malformedXml();
  const ids = rules.flatMap((rule) => textOf(rule, 'ID') ?? []);
  if (new Set(ids).size < ids.length) return errorReply(400, 'InvalidArgument', 'Rule ID must be unique.');
  if (rules.some(hasFilter) && rules.some((rule) => !hasFilter(rule))) {
    return invalidRequest(
      'Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.',
    );
  }
  const conditional = rules.find((rule) => aborts(rule) && /<(Tag|ObjectSize\w+)[\s>]/.test(rule));
  if (!conditional) return undefined;
  const what = /<Tag[\s>]/.test(conditional) ? 'Tags' : 'Object Size';
  return invalidRequest(`AbortIncompleteMultipartUpload cannot be specified with ${what}.`);
}

/** A status, a filter or a prefix, and an action. */
function isValid(rule: string): boolean {
  const days = Number(textOf(rule, 'DaysAfterInitiation') ?? 1);
  const isScoped = hasFilter(rule) || /<Prefix[\s/>]/.test(rule);
  const acts = aborts(rule) || /<(Noncurrent\w*|Expiration|Transition)[\s>]/.test(rule);
  return /^(Enabled|Disabled)$/.test(textOf(rule, 'Status') ?? '') && isScoped && acts && days >= 1;
}

function hasFilter(rule: string): boolean {
  return /<Filter[\s/>]/.test(rule);
}

function aborts(rule: string): boolean {
  return /<AbortIncompleteMultipartUpload[\s>]/.test(rule);
}

/** S3 makes up an ID for a rule without one. */
function withId(rule: string, at: number): string {
  return textOf(rule, 'ID') === undefined ? `${element('ID', `made-up-${at}`)}${rule}` : rule;
}
