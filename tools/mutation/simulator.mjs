import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** Of the first 4,000 seeds, those that reach every place in the code that is reached at all: 14 times each, where so many do. */
const SEEDS = JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8'));

/** What the simulator puts its own clock and signals in the place of. Stryker needs the real ones. */
const GLOBALS = ['Date', 'AbortController', 'AbortSignal'];

/** The simulator, as tests of the names `seed 7` and `kept: …`. */
export class Simulator {
  /** Of the sandbox: Stryker goes there after it has loaded this file. */
  #folder = resolve('dist-simulation');
  #require = createRequire(join(this.#folder, 'test', 'simulation', 'main.js'));
  #unhandled = [];
  #parts;

  constructor() {
    this.#replaceModules();
    process.on('unhandledRejection', (error) => this.#unhandled.push(error));
    this.load();
  }

  get names() {
    return [...SEEDS.map((seed) => `seed ${seed}`), ...Object.keys(this.#parts.kept).map((name) => `kept: ${name}`)];
  }

  /** Anew, where it is loaded: what is done when a module is loaded is done under the mutant. */
  load() {
    for (const path of Object.keys(this.#require.cache)) {
      if (path.startsWith(this.#folder)) delete this.#require.cache[path];
    }
    const { check } = this.#require('./check.js');
    const { generate } = this.#require('./generate.js');
    const { replaceGlobals } = this.#require('./runtime/globals.js');
    this.#parts = { check, generate, replaceGlobals, kept: this.#require('./kept.json') };
  }

  /** Answers what is wrong; undefined: nothing. */
  run(name) {
    const { kept, generate } = this.#parts;
    return this.#check(
      name.startsWith('kept: ') ? kept[name.slice('kept: '.length)] : generate(Number(name.slice('seed '.length))),
    );
  }

  /** For the simulator alone: the specifications need the real ones. */
  #replaceModules() {
    const real = Module._resolveFilename;
    this.#require('./runtime/modules.js').replaceModules();
    const standIn = Module._resolveFilename;
    Module._resolveFilename = (request, parent, ...rest) =>
      (parent?.filename?.startsWith(this.#folder) ? standIn : real)(request, parent, ...rest);
  }

  async #check(scenario) {
    this.#unhandled.length = 0;
    const broken = await inATurnOfItsOwn(() => this.#checkOnItsClock(scenario));
    // Node tells of rejections that nobody handles between two of its events.
    await inATurnOfItsOwn(() => {});
    return broken ?? (this.#unhandled.length > 0 ? `nobody handles ${this.#unhandled[0]}` : undefined);
  }

  #checkOnItsClock(scenario) {
    const before = GLOBALS.map((name) => [name, globalThis[name]]);
    try {
      this.#parts.replaceGlobals();
      const { broken } = this.#parts.check(scenario);
      return broken && `${broken.rule}: ${broken.message}`;
    } catch (error) {
      return String(error);
    } finally {
      Object.assign(globalThis, Object.fromEntries(before));
    }
  }
}

/** Not within a microtask: there, no other microtask can be run before it ends. */
function inATurnOfItsOwn(work) {
  return new Promise((done) => {
    setImmediate(() => done(work()));
  });
}
