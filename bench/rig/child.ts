import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ENVIRONMENT } from '../../worker/process/memory.ts';

/** A program of bench/processes in a process of its own: it is given one object and answers with messages. */
export class Child {
  readonly #process: ChildProcess;

  constructor(program: string, settings: object, execArgv: string[] = []) {
    const path = join(__dirname, '..', 'processes', `${program}.js`);
    this.#process = fork(path, [JSON.stringify(settings)], {
      execArgv,
      env: { ...ENVIRONMENT, ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      // stdout is the bench's own.
      stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
    });
  }

  /** Its next message. Rejects when it ends instead. */
  async message<T>(): Promise<T> {
    const listening = new AbortController();
    const { signal } = listening;
    const ended = once(this.#process, 'exit', { signal }).then(([code]) => {
      throw new Error(`a process of the bench ended with ${code}`);
    });
    try {
      const [message] = await Promise.race([once(this.#process, 'message', { signal }), ended]);
      return message as T;
    } finally {
      listening.abort();
      ended.catch(() => {});
    }
  }

  async ask<T>(question: string): Promise<T> {
    const answer = this.message<T>();
    this.#process.send(question);
    return await answer;
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}
