import { expiredToken, slowDown } from './errors.ts';
import { errorReply, type Reply } from './reply.ts';
import type { S3Request } from './request.ts';
import { matches, type RequestMatch, Rules } from './rules.ts';

/**
 * `BadGateway`: 502 with an HTML body. `reset`: the socket is destroyed. `hang`: no answer until the client or the
 * server gives up. `truncate`: the request is carried out, the answer cut off. `error-in-200`: a 200 with an error body.
 */
export type FaultKind =
  | 'SlowDown'
  | 'InternalError'
  | 'BadGateway'
  | 'ExpiredToken'
  | 'RequestTimeout'
  | 'error-in-200'
  | 'reset'
  | 'hang'
  | 'truncate'
  | { status: number; code: string };

/** What goes wrong, for which requests, how often and when. */
export interface FaultRule extends RequestMatch {
  kind: FaultKind;
  /** Share of the matching requests, 0 to 1, drawn from the server's seed. Default 1. */
  rate?: number;
  /** How many requests it hits before it is over. Default: no end. */
  times?: number;
  /** Milliseconds since 1970, on the server's clock. */
  from?: number;
  until?: number;
  /** The request is carried out and only its answer replaced. Default false. */
  served?: boolean;
}

export interface Fault {
  reply: Reply;
  isServed: boolean;
}

/** The fault rules in force; the first that hits a request decides. */
export class Faults {
  readonly #rules = new Rules<{ rule: FaultRule; left: number }>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  add(rule: FaultRule): () => void {
    return this.#rules.add({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#rules.clear();
  }

  hit(request: S3Request, now: number): Fault | undefined {
    if (this.#rules.isEmpty) return undefined;
    const hit = this.#rules.find(({ rule, left }) => left > 0 && this.#applies(rule, request, now));
    if (!hit) return undefined;
    hit.left -= 1;
    return { reply: faultReply(hit.rule.kind), isServed: hit.rule.served ?? hit.rule.kind === 'truncate' };
  }

  #applies(rule: FaultRule, request: S3Request, now: number): boolean {
    if (now < (rule.from ?? 0) || now >= (rule.until ?? Number.POSITIVE_INFINITY)) return false;
    return matches(rule, request) && (rule.rate === undefined || this.#random() < rule.rate);
  }
}

const NAMED: Record<Extract<FaultKind, string>, () => Reply> = {
  SlowDown: slowDown,
  InternalError: internalError,
  BadGateway: () => ({
    status: 502,
    code: 'BadGateway',
    body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><hr></body></html>',
    headers: { 'content-type': 'text/html' },
  }),
  ExpiredToken: expiredToken,
  RequestTimeout: () => errorReply(400, 'RequestTimeout', 'Your socket connection was not read from in time.'),
  'error-in-200': () => ({ ...internalError(), status: 200 }),
  reset: () => ({ status: 0, code: 'reset', broken: 'reset' }),
  hang: () => ({ status: 0, code: 'hang', broken: 'hang' }),
  truncate: () => ({ status: 0, code: 'truncate', broken: 'truncate' }),
};

function internalError(): Reply {
  return errorReply(500, 'InternalError', 'We encountered an internal error. Please try again.');
}

function faultReply(kind: FaultKind): Reply {
  return typeof kind === 'string' ? NAMED[kind]() : errorReply(kind.status, kind.code, kind.code);
}
