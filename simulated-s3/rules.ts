import type { IncomingHttpHeaders } from 'node:http';
import type { Operation } from './operations.ts';

/** Which requests a rule is about; absent fields match all. */
export interface RequestMatch {
  operation?: Operation | readonly Operation[];
  bucket?: string;
  /** A prefix of the key, or a test of it. Operations without a key match only when this is absent. */
  key?: string | ((key: string) => boolean);
  /** Names of headers, in lower case: one that the request bears, and one that it does not. */
  withHeader?: string;
  withoutHeader?: string;
}

/** What of a request is matched. */
export interface Matchable {
  operation: Operation;
  bucket: string;
  key: string;
  headers: IncomingHttpHeaders;
}

export function matches(rule: RequestMatch, request: Matchable): boolean {
  if (rule.bucket !== undefined && rule.bucket !== request.bucket) return false;
  if (!matchesOperation(rule.operation, request.operation) || !matchesKey(rule.key, request.key)) return false;
  return matchesHeaders(rule, request.headers);
}

function matchesHeaders({ withHeader, withoutHeader }: RequestMatch, headers: IncomingHttpHeaders): boolean {
  if (withHeader !== undefined && headers[withHeader] === undefined) return false;
  return withoutHeader === undefined || headers[withoutHeader] === undefined;
}

function matchesOperation(wanted: RequestMatch['operation'], operation: Operation): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? wanted === operation : wanted.includes(operation);
}

function matchesKey(wanted: RequestMatch['key'], key: string): boolean {
  if (wanted === undefined) return true;
  if (key === '') return false;
  return typeof wanted === 'string' ? key.startsWith(wanted) : wanted(key);
}

/** Rules in force; adding one returns its remover. */
export class Rules<T> {
  readonly #rules = new Set<T>();

  get isEmpty(): boolean {
    return this.#rules.size === 0;
  }

  add(rule: T): () => void {
    this.#rules.add(rule);
    return () => this.#rules.delete(rule);
  }

  find(test: (rule: T) => boolean): T | undefined {
    for (const rule of this.#rules) if (test(rule)) return rule;
    return undefined;
  }

  clear(): void {
    this.#rules.clear();
  }
}
