// The caller: a worker in its own namespace, and one run. TEMPORAL_NAMESPACE=media node main.js BUCKET
// Once, whoever runs Temporal: temporal operator nexus endpoint create --name s3-cleanup
//   --target-namespace default --target-task-queue s3-cleanup
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';

async function main(bucket = '') {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const worker = await Worker.create({
    connection: await NativeConnection.connect(connectionOptions),
    namespace,
    taskQueue: 'media',
    workflowsPath: require.resolve('./workflows'),
  });
  const client = new Client({ connection: await Connection.connect(connectionOptions), namespace });
  const report = await worker.runUntil(
    client.workflow.execute('tidyUp', { workflowId: `tidy-up/${bucket}`, taskQueue: 'media', args: [bucket] }),
  );
  console.log(JSON.stringify(report, null, 2));
}

main(process.argv[2]).then(() => process.exit());
