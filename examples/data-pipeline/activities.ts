import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { PrepareReport } from 'temporal-s3-cleanup';

const s3 = new S3Client({});

/** Yours: scale the writers down, switch the feature off … Those of this example stop when they see an object STOP. */
export async function stopWriters(bucket: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'STOP' }));
}

/** Yours: tell the catalogue. Here that is a bucket, too. */
export async function recordRetirement(catalogue: string, report: PrepareReport): Promise<void> {
  const entry = { Bucket: catalogue, Key: `retired/${report.bucket}.json`, Body: JSON.stringify(report) };
  await s3.send(new PutObjectCommand(entry));
}
