import { cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { dispatcherFor } from '../s3/network/lean-dispatcher.ts';
import { Way } from '../s3/network/way.ts';
import type { NotifyAnswer, NotifyInput } from './contract.ts';
import { type Receiver, type Receivers, receiverOf } from './receivers.ts';
import { signed } from './sign.ts';

/** A receiver takes a webhook and works on it later. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, socketTimeout: 30_000 };

/** Whether the worker knows a receiver. */
export function createCheckReceiver(receivers: Receivers) {
  return async ({ receiver }: Pick<NotifyInput, 'receiver'>): Promise<NotifyAnswer> => {
    receiverOf(receiver, receivers);
    return { requests: {} };
  };
}

/** Tells a receiver how a job ended. Every attempt has the same body and ID, and a time and a signature of its own. */
export function createNotifyReceiver(receivers: Receivers) {
  return async ({ receiver: name, event }: NotifyInput): Promise<NotifyAnswer> => {
    const receiver = receiverOf(name, receivers);
    const body = JSON.stringify(event);
    const status = await post(receiver, event.id, body).catch((error) => {
      cancellationSignal().throwIfAborted();
      throw undelivered(name, `it does not answer (${codeOf(error)})`);
    });
    if (status >= 200 && status < 300) return { requests: {} };
    throw undelivered(name, `it answered HTTP ${status}`, isFinal(status));
  };
}

async function post({ url, secret, ...way }: Receiver, id: string, body: string): Promise<number> {
  const { origin, pathname, search } = new URL(url);
  const dispatcher = dispatcherFor(origin, new Way(way), TIMEOUTS);
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'temporal-s3-cleanup',
      ...signed(id, Math.floor(Date.now() / 1_000), body, secret),
    };
    const path = `${pathname}${search}`;
    const answer = await dispatcher.request({
      ...{ origin, path, method: 'POST', headers, body },
      signal: cancellationSignal(),
    });
    await answer.body.dump();
    return answer.statusCode;
  } finally {
    await dispatcher.destroy();
  }
}

/** The receiver will not think better of it: a wrong address, a wrong secret, or a body that it does not take. */
function isFinal(status: number): boolean {
  return status < 500 && ![408, 425, 429].includes(status);
}

/** The message holds neither the address nor what the receiver said: both may hold secrets. */
function undelivered(name: string, why: string, isFinalAnswer = false): ApplicationFailure {
  const message = `the receiver "${name}" was not notified: ${why}`;
  return ApplicationFailure.create({ type: 'NotNotified', message, nonRetryable: isFinalAnswer });
}

function codeOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
}
