// A worker with workflows of its own, and one run of them: node main.js BUCKET
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import { S3CleanupPlugin } from 'temporal-s3-cleanup/worker';

async function main(bucket = '') {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const worker = await Worker.create({
    connection: await NativeConnection.connect(connectionOptions),
    namespace,
    taskQueue: 'month-end',
    workflowsPath: require.resolve('./workflows'),
    plugins: [new S3CleanupPlugin()],
  });
  const client = new Client({ connection: await Connection.connect(connectionOptions), namespace });
  const gone = await worker.runUntil(
    client.workflow.execute('closeTheMonth', {
      workflowId: `close-the-month/${bucket}`,
      taskQueue: 'month-end',
      args: [bucket],
    }),
  );
  console.log(JSON.stringify({ gone }));
}

main(process.argv[2]).then(() => process.exit());
