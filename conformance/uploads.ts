import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Trial } from './behaviour.ts';

export interface UploadName {
  Bucket: string;
  /** With the prefix of the trial. */
  Key: string;
  UploadId: string;
}

/** An upload of one part. */
export async function upload(trial: Trial, key: string): Promise<UploadName> {
  const name = await emptyUpload(trial, key);
  await putPart(trial, name, 1);
  return name;
}

export async function emptyUpload({ s3, bucket: Bucket, prefix }: Trial, key: string): Promise<UploadName> {
  const Key = prefix + key;
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  return { Bucket, Key, UploadId };
}

/** One after the other. */
export async function uploads(trial: Trial, keys: string[]): Promise<UploadName[]> {
  const names: UploadName[] = [];
  for (const key of keys) names.push(await upload(trial, key));
  return names;
}

export function putPart({ s3 }: Trial, name: UploadName, PartNumber: number) {
  return s3.send(new UploadPartCommand({ ...name, PartNumber, Body: `part ${PartNumber}` }));
}

export function abort({ s3 }: Trial, name: UploadName) {
  return s3.send(new AbortMultipartUploadCommand(name));
}

export function listParts(
  { s3 }: Trial,
  name: UploadName,
  page: { MaxParts?: number; PartNumberMarker?: string } = {},
) {
  return s3.send(new ListPartsCommand({ ...name, ...page }));
}

/** Of the one part that `upload` makes. */
export async function complete({ s3 }: Trial, name: UploadName) {
  const { Parts = [] } = await s3.send(new ListPartsCommand(name));
  const parts = Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
  return s3.send(new CompleteMultipartUploadCommand({ ...name, MultipartUpload: { Parts: parts } }));
}

type Page = Omit<ListMultipartUploadsCommandInput, 'Bucket'>;

/** Of the trial's own uploads. Keys, prefix and markers are without the prefix of the trial. */
export async function list(trial: Trial, page: Page = {}): Promise<ListMultipartUploadsCommandOutput> {
  const { s3, bucket: Bucket } = trial;
  const answer = await s3.send(new ListMultipartUploadsCommand({ Bucket, ...page, ...inScope(trial, page) }));
  return withoutPrefix(trial, answer);
}

function inScope({ prefix, listsByPrefix }: Trial, { Prefix, KeyMarker }: Page): Page {
  return {
    ...((listsByPrefix || Prefix !== undefined) && { Prefix: prefix + (Prefix ?? '') }),
    ...(KeyMarker && { KeyMarker: prefix + KeyMarker }),
  };
}

/** A prefix of letters, digits and hyphens is the same where keys are encoded. */
function withoutPrefix(
  { prefix }: Trial,
  answer: ListMultipartUploadsCommandOutput,
): ListMultipartUploadsCommandOutput {
  const rest = (key: string) => (key.startsWith(prefix) ? key.slice(prefix.length) : key);
  const { Uploads, NextKeyMarker } = answer;
  const own = Uploads?.filter(({ Key = '' }) => Key.startsWith(prefix));
  return {
    ...answer,
    ...(own && { Uploads: own.map(({ Key = '', ...upload }) => ({ ...upload, Key: rest(Key) })) }),
    ...(NextKeyMarker && { NextKeyMarker: rest(NextKeyMarker) }),
  };
}

export const keysOf = ({ Uploads = [] }: ListMultipartUploadsCommandOutput) => Uploads.map(({ Key }) => Key);

/** For behaviours that are not about the order of keys. */
export const sortedKeysOf = (page: ListMultipartUploadsCommandOutput) => keysOf(page).sort();

export const idsOf = ({ Uploads = [] }: ListMultipartUploadsCommandOutput) => Uploads.map(({ UploadId }) => UploadId);
