import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createGateway } from '../../activities/index.ts';
import { createActivities } from '../activity-per-request/activities.ts';
import { CREDENTIALS } from '../rig/simulated-s3.ts';
import { serve } from './serve.ts';

/** A worker with an activity for each request, over the same gateway to S3 as this package's. */
void serve(async ({ address, endpoint }, shutdown, onReady) => {
  const gateway = createGateway({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: CREDENTIALS });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue: 'activity-per-request',
    workflowsPath: join(__dirname, '..', 'activity-per-request', 'workflow.js'),
    activities: createActivities(gateway),
  });
  shutdown.addEventListener('abort', () => worker.shutdown());
  const running = worker.run();
  onReady();
  await running;
  await connection.close();
  gateway.close();
});
