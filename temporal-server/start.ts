import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { freePorts, isFree } from './ports.ts';
import { TemporalServerUnavailable } from './unavailable.ts';

/** On an idle machine the server answers after 1 s. */
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;
const POLL_EVERY_MS = 100;
const ANSWER_DEADLINE_MS = 5_000;
/** Of what the server wrote, this much of its beginning and of its end: Go says first why it panics. */
const STDERR_ENDS = 2_000;
/** Nothing reserves the ports that the server looks for itself: another process may take one before it listens. */
const TRIES = 3;

export interface StartOptions {
  /** A Temporal CLI; see `findTemporalServer`. */
  executable: string;
  /** SQLite file that outlives the server. Default: in memory. */
  dbFilename?: string;
  /** Default: a free one. */
  port?: number;
  /** Of the web UI. Default: a free one; `false`: no web UI. */
  uiPort?: number | false;
  /** To register, such as `{ bucket: 'Keyword' }`. */
  searchAttributes?: Record<string, string>;
  /** Dynamic configuration of the server, values as JSON, such as `{ 'frontend.enableUpdateWorkflowExecution': 'true' }`. */
  settings?: Record<string, string>;
  /** Told the ports before each try to start. */
  beforeStart?: (ports: { port: number; uiPort: number | false }) => Promise<void>;
}

export interface TemporalServer {
  /** `127.0.0.1:PORT` of the gRPC frontend. */
  address: string;
  /** Absent without a web UI. */
  uiUrl?: string;
  pid: number;
  /** Settles when the process has ended, for whatever reason. */
  exited: Promise<void>;
  /** SIGTERM, and SIGKILL after 10 s; resolves when the process has ended. */
  stop(): Promise<void>;
}

/**
 * Starts `temporal server start-dev` on 127.0.0.1. Resolves when it serves the namespace `default`. Fails with
 * TemporalServerUnavailable, which quotes the stderr of the server, where it does not serve within 60 s or ends three
 * times before it serves.
 */
export async function startTemporalServer(options: StartOptions): Promise<TemporalServer> {
  if (options.port !== undefined && !(await isFree(options.port))) {
    throw new TemporalServerUnavailable(`Port ${options.port} of 127.0.0.1 is taken.`);
  }
  for (let tries = 1; ; tries++) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (tries === TRIES || !(error instanceof EndedEarly)) throw error;
    }
  }
}

/** The process ended before it served. */
class EndedEarly extends TemporalServerUnavailable {}

async function startOnce(options: StartOptions): Promise<TemporalServer> {
  const [freePort, freeUiPort] = (await freePorts(2)) as [number, number];
  const { port = freePort, uiPort = freeUiPort } = options;
  await options.beforeStart?.({ port, uiPort });
  const child = spawnServer(options, port, uiPort);
  const exited = ended(child);
  const stderr = endsOfStderr(child);
  const address = `127.0.0.1:${port}`;
  const outcome = await untilServing(address, exited);
  if (outcome !== 'serving') {
    await stop(child, exited);
    const Failure = outcome === 'ended' ? EndedEarly : TemporalServerUnavailable;
    throw new Failure(`${options.executable} did not start (${SAID[outcome]}):\n${stderr()}`);
  }
  return {
    address,
    ...(uiPort !== false && { uiUrl: `http://127.0.0.1:${uiPort}` }),
    pid: child.pid as number,
    exited,
    stop: () => stop(child, exited),
  };
}

const SAID = { ended: 'the process ended', late: `no answer within ${START_DEADLINE_MS / 1_000} s` };

/**
 * By default, a shard of a Temporal server looks for new tasks at most 20 times a second. This server has a single
 * shard, so each step of a workflow would wait for up to 50 ms. A cluster has hundreds of shards.
 */
const POLLS_PER_SECOND = 1_000;
const QUEUES = ['transfer', 'timer', 'visibility'];

/** The server has its own process group, so that Ctrl-C in a terminal does not end it before the workers. */
function spawnServer(options: StartOptions, port: number, uiPort: number | false): ChildProcess {
  const ui = uiPort === false ? ['--headless'] : ['--ui-port', String(uiPort)];
  const db = options.dbFilename === undefined ? [] : ['--db-filename', options.dbFilename];
  const attributes = Object.entries(options.searchAttributes ?? {});
  const polling = QUEUES.map((queue) => `history.${queue}ProcessorMaxPollRPS=${POLLS_PER_SECOND}`);
  const settings = Object.entries(options.settings ?? {}).map(([name, value]) => `${name}=${value}`);
  const child = spawn(
    options.executable,
    ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), ...ui, ...db, '--log-level', 'error'].concat(
      attributes.flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
      [...polling, ...settings].flatMap((setting) => ['--dynamic-config-value', setting]),
    ),
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('close', () => process.off('exit', endWithUs));
  return child;
}

/** Also settles when the process could not be spawned. */
async function ended(child: ChildProcess): Promise<void> {
  await Promise.race([once(child, 'close'), once(child, 'error')]).catch(() => {});
}

function endsOfStderr(child: ChildProcess): () => string {
  let start = '';
  let end = '';
  const add = (text: string) => {
    const free = STDERR_ENDS - start.length;
    start += text.slice(0, free);
    end = (end + text.slice(free)).slice(-STDERR_ENDS);
  };
  child.on('error', (error) => add(error.message));
  child.stderr?.setEncoding('utf8').on('data', add);
  return () => (end.length < STDERR_ENDS ? start + end : `${start}\n…\n${end}`).trim();
}

async function untilServing(address: string, exited: Promise<void>): Promise<'serving' | 'ended' | 'late'> {
  let hasExited = false;
  exited.then(() => {
    hasExited = true;
  });
  const deadline = Date.now() + START_DEADLINE_MS;
  while (!(await isServing(address))) {
    if (hasExited) return 'ended';
    if (Date.now() > deadline) return 'late';
    await delay(POLL_EVERY_MS);
  }
  return 'serving';
}

async function isServing(address: string): Promise<boolean> {
  // The default interceptor would retry until the deadline.
  // Nor does a proxy know this machine.
  const connection = Connection.lazy({ address, interceptors: [], channelArgs: { 'grpc.enable_http_proxy': 0 } });
  try {
    const describe = () => connection.workflowService.describeNamespace({ namespace: 'default' });
    await connection.withDeadline(Date.now() + ANSWER_DEADLINE_MS, describe);
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  child.kill('SIGTERM');
  await exited;
  clearTimeout(force);
}
