import { AsyncLocalStorage } from 'node:async_hooks';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { format } from 'node:util';

/** A mutant may let a test wait for ever. */
const PATIENCE_MS = 5_000;

/**
 * The specifications that need nothing but Node, as tests of the names `domain/…: …`. As much of jest as they use, in one process:
 * jest itself loads everything anew for each mutant, and takes fifty times as long.
 */
export class Specifications {
  /** Of the sandbox: Stryker goes there after it has loaded this file. */
  #folder = resolve('dist-mutation');
  #require = createRequire(join(this.#folder, 'test'));
  #bodies = new Map();
  #file = '';
  #within = [];
  #before = [];

  constructor() {
    const it = Object.assign((name, body) => this.#add(name, body), {
      each: each((name, body) => this.#add(name, body)),
    });
    const describe = (name, body) => this.#describe(name, body);
    const beforeEach = (body) => this.#before.push(body);
    const { expect } = this.#require('expect');
    Object.assign(globalThis, {
      // The workflow SDK looks for it when it is loaded, which one of the first specifications does.
      AsyncLocalStorage,
      it,
      test: it,
      describe: Object.assign(describe, { each: each(describe) }),
      beforeEach,
      expect,
    });
    this.load();
  }

  get names() {
    return [...this.#bodies.keys()];
  }

  /** Anew, where it is loaded: what is done when a module is loaded is done under the mutant. */
  load() {
    for (const path of Object.keys(this.#require.cache)) {
      if (path.startsWith(this.#folder)) delete this.#require.cache[path];
    }
    this.#bodies.clear();
    const files = readdirSync(join(this.#folder, 'test'), { recursive: true }).filter((name) =>
      name.endsWith('.test.js'),
    );
    for (const file of files.sort()) {
      this.#file = file.replace('.test.js', '');
      this.#require(join(this.#folder, 'test', file));
    }
  }

  /** Answers what is wrong; undefined: nothing. */
  async run(name) {
    try {
      await inTime(this.#bodies.get(name)());
      return undefined;
    } catch (error) {
      return String(error);
    }
  }

  #describe(name, body) {
    const before = this.#before;
    this.#before = [...before];
    this.#within.push(name);
    body();
    this.#within.pop();
    this.#before = before;
  }

  #add(name, body) {
    const before = this.#before;
    const full = `${this.#file}: ${[...this.#within, name].join(' ')}`;
    const isNew = !this.#bodies.has(full);
    this.#bodies.set(isNew ? full : `${full} (${this.#bodies.size})`, async () => {
      for (const prepare of before) await prepare();
      await body();
    });
  }
}

/** Rows that are no lists are one argument. */
function each(define) {
  return (rows) => (name, body) => {
    for (const row of rows) {
      const args = Array.isArray(row) ? row : [row];
      define(titleOf(name, args), () => body(...args));
    }
  };
}

function titleOf(name, args) {
  const places = name.match(/%[a-z]/g)?.length ?? 0;
  return format(name.replaceAll('%p', '%j'), ...args.slice(0, places));
}

async function inTime(work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not end')), PATIENCE_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
