import { existsSync } from 'node:fs';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { freePorts } from '../../temporal-server/ports.ts';
import { peakMemory } from '../../test/support/peak-memory.ts';
import type { Usage, WorkerSettings } from '../rig/workers.ts';

/** Runs a worker in this process until SIGTERM; says when it is ready, and what it used whenever asked. */
export async function serve(
  run: (settings: WorkerSettings, shutdown: AbortSignal, onReady: () => void) => Promise<void>,
): Promise<void> {
  const metrics = await installRuntime();
  const shutdown = new AbortController();
  const stop = () => shutdown.abort();
  // Also when the bench itself is gone.
  process.once('SIGTERM', stop).once('disconnect', stop);
  process.on('message', async () => process.send?.(await usage(metrics)));
  await run(JSON.parse(process.argv[2] ?? ''), shutdown.signal, () => process.send?.('ready'));
  if (process.connected) process.disconnect();
}

/** Answers the address of the worker's metrics, as Prometheus reads them. */
async function installRuntime(): Promise<string> {
  const [port] = await freePorts(1);
  const bindAddress = `127.0.0.1:${port}`;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
      metrics: { prometheus: { bindAddress } },
    },
  });
  return `http://${bindAddress}/metrics`;
}

async function usage(metrics: string): Promise<Usage> {
  const { user, system } = process.cpuUsage();
  const rssBytes = process.memoryUsage.rss();
  const cpuMs = (user + system) / 1_000;
  return { cpuMs, peakRssBytes: peakRss(), rssBytes, heartbeats: await heartbeatsSent(metrics) };
}

/** Only Linux has the one, and only Linux hands on the other. */
function peakRss(): number {
  const status = '/proc/self/status';
  return existsSync(status) ? peakMemory(status) : process.resourceUsage().maxRSS * 1_024;
}

async function heartbeatsSent(metrics: string): Promise<number> {
  const text = await (await fetch(metrics)).text();
  const samples = text.matchAll(/^temporal_request\{[^}]*operation="RecordActivityTaskHeartbeat"[^}]*\} (\d+)/gm);
  return [...samples].reduce((sum, [, count]) => sum + Number(count), 0);
}
