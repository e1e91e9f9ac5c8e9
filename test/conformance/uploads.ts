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
  Key: string;
  UploadId: string;
}

/** An upload of one part. */
export async function upload(trial: Trial, Key: string): Promise<UploadName> {
  const name = await emptyUpload(trial, Key);
  await putPart(trial, name, 1);
  return name;
}

export async function emptyUpload({ s3, bucket: Bucket }: Trial, Key: string): Promise<UploadName> {
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

export function list({ s3, bucket: Bucket }: Trial, page: Omit<ListMultipartUploadsCommandInput, 'Bucket'> = {}) {
  return s3.send(new ListMultipartUploadsCommand({ Bucket, ...page }));
}

export const keysOf = ({ Uploads = [] }: ListMultipartUploadsCommandOutput) => Uploads.map(({ Key }) => Key);

export const idsOf = ({ Uploads = [] }: ListMultipartUploadsCommandOutput) => Uploads.map(({ UploadId }) => UploadId);
