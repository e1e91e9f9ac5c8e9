import { freePorts } from '../../temporal-server/ports.ts';
import { Deployment } from '../support/deployment.ts';

it('counts uploads once, although every workflow task is replayed from the beginning of its run', async () => {
  const [port] = await freePorts(1);
  const metricsAddress = `127.0.0.1:${port}`;
  const deployment = await Deployment.begin({ worker: { metricsAddress, maxCachedWorkflows: 0 } });
  const { s3 } = deployment;
  s3.createBucket('photos');
  s3.seedUploads('photos', 2_500, (n) => ({
    key: `${n}`,
    parts: [{ size: 10 }],
    ...(n % 100 === 0 ? { abortsNeeded: 3 } : {}),
  }));

  const report = await deployment.clean({ bucket: 'photos', measure: true });

  const metrics = await (await fetch(`http://${metricsAddress}/metrics`)).text();
  await deployment.end();
  const core = (name: string) => Number(new RegExp(`^temporal_${name}\\{.*\\} (\\d+)$`, 'm').exec(metrics)?.[1]);
  const total = (name: string) =>
    [...metrics.matchAll(new RegExp(`^s3_cleanup_${name}(?:_total)?\\{.*\\} (\\d+)$`, 'gm'))].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  // Every task but the last, whose workflow may not have left yet, was followed by forgetting the workflow.
  const workflowTasks = core('workflow_task_execution_latency_count');
  expect(workflowTasks).toBeGreaterThan(10);
  expect(core('sticky_cache_total_forced_eviction')).toBeGreaterThanOrEqual(workflowTasks - 1);
  expect({
    listed: total('uploads_listed'),
    aborted: total('uploads_aborted'),
    reaborted: total('uploads_reaborted'),
    gone: total('uploads_gone'),
    freed: total('freed_bytes'),
  }).toEqual({
    listed: report.uploads.listed,
    aborted: report.requests.abort,
    reaborted: report.uploads.reaborted,
    gone: report.uploads.gone,
    freed: 25_000,
  });
});
