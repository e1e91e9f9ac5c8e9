import { runWorker } from '../../worker/index.ts';
import { keepHeapsSmall } from '../../worker/process/memory.ts';
import { CREDENTIALS } from '../rig/simulated-s3.ts';
import { serve } from './serve.ts';

const onPolling = keepHeapsSmall();

/** A worker of this package, as each process of `s3-cleanup worker` is one. */
void serve(async ({ address, endpoint }, shutdown, onReady) => {
  const s3 = { endpoint, region: 'us-east-1', forcePathStyle: true, credentials: CREDENTIALS };
  const polls = () => {
    onPolling();
    onReady();
  };
  await runWorker({ temporal: { address }, connections: { default: s3 }, onReady: polls }, shutdown);
});
