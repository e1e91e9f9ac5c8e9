// A worker with the pipeline and its activities, and one run: node main.js BUCKET CATALOGUE_BUCKET
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import { S3CleanupPlugin } from 'temporal-s3-cleanup/worker';
import * as activities from './activities.ts';

async function main(bucket = '', catalogue = '') {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const worker = await Worker.create({
    connection: await NativeConnection.connect(connectionOptions),
    namespace,
    taskQueue: 'datasets',
    workflowsPath: require.resolve('./workflows'),
    activities,
    plugins: [new S3CleanupPlugin()],
  });
  const client = new Client({ connection: await Connection.connect(connectionOptions), namespace });
  await worker.runUntil(
    client.workflow.execute('retireDataset', {
      workflowId: `retire/${bucket}`,
      taskQueue: 'datasets',
      args: [bucket, catalogue],
    }),
  );
  console.log(`${bucket} is retired`);
}

main(process.argv[2], process.argv[3]).then(() => process.exit());
