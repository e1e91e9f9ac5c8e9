// Starts a cleanup and waits for its report: node client-script.js BUCKET
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { S3CleanupClient } from 'temporal-s3-cleanup/client';

async function main(bucket = '') {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await Connection.connect(connectionOptions);
  const cleanups = new S3CleanupClient(new Client({ connection, namespace }));
  const job = await cleanups.start({ bucket, select: { olderThan: '7d' } });
  console.log(JSON.stringify(await job.result(), null, 2));
  await connection.close();
}

main(process.argv[2]);
