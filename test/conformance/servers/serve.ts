import { freePorts } from '../../../temporal-server/ports.ts';
import { eventually } from '../../support/poll.ts';
import { type Started, start } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { CREDENTIALS, type Server } from './server.ts';

const LIFETIME_MS = 1_800_000;
const STARTS_WITHIN_MS = 60_000;
const TRIES = 3;

export interface Program {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

type ProgramAt = (port: number, folder: string) => Program | Promise<Program>;

/** Starts a server on a free port, with an empty folder for what it stores, and waits until it answers. */
export async function serve(programAt: ProgramAt): Promise<Server> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await serveOnce(programAt);
    } catch (error) {
      // A port that was free may be taken before the program listens on it.
      if (tries === TRIES || !/address already in use/i.test((error as Error).message)) throw error;
    }
  }
}

async function serveOnce(programAt: ProgramAt): Promise<Server> {
  const folder = await tempFolder();
  const [port] = (await freePorts(1)) as [number];
  const endpoint = `http://127.0.0.1:${port}`;
  const program = await programAt(port, folder.path);
  let started = await startProgram(program, endpoint).catch(async (error) => {
    await folder.remove();
    throw error;
  });
  const end = async () => {
    started.child.kill('SIGTERM');
    await started.finished;
  };
  return {
    endpoint,
    credentials: CREDENTIALS,
    async restart() {
      await end();
      started = await startProgram(program, endpoint);
    },
    async stop() {
      await end();
      await folder.remove();
    },
  };
}

async function startProgram({ command, args, env = {} }: Program, endpoint: string): Promise<Started> {
  const started = start(command, args, { env, deadlineMs: LIFETIME_MS });
  const diedAtStart = started.finished.then(({ stdout, stderr }): never => {
    throw new Error(`${command} ended:\n${stdout}${stderr}`);
  });
  await Promise.race([eventually(() => isServing(endpoint), STARTS_WITHIN_MS), diedAtStart]);
  diedAtStart.catch(() => {});
  return started;
}

/** Any answer will do, a refusal, too. */
export async function isServing(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    ({ status }) => status < 500,
    () => false,
  );
}
