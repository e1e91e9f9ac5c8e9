// Nightly hygiene: whatever was begun a week ago and never completed goes. node schedule.js BUCKET
// The same as a command: s3-cleanup schedule BUCKET --every 24h --older-than 7d
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { S3CleanupClient } from 'temporal-s3-cleanup/client';

async function main(bucket = '') {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await Connection.connect(connectionOptions);
  const cleanups = new S3CleanupClient(new Client({ connection, namespace }));
  // One at a time; a cleanup that fails pauses the schedule.
  const { scheduleId, next } = await cleanups.schedule({ bucket, select: { olderThan: '7d' } }, { every: '24h' });
  console.log(JSON.stringify({ scheduleId, next }));
  await connection.close();
}

main(process.argv[2]);
