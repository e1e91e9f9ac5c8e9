const { AsyncLocalStorage } = require('node:async_hooks');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

const { exit } = process;

/**
 * Runs test files in the realm of their process, one after the other, where jest's own environment makes a realm for each.
 * What is installed is then loaded once for all of them (see runtime.js). What a file does to the globals of Node and to the
 * environment of the process is undone behind it. A file that needs a realm of its own says `@jest-environment node`.
 */
class OneRealm {
  global = globalThis;
  fakeTimers = null;
  #globals = Object.getOwnPropertyDescriptors(globalThis);
  #env = { ...process.env };

  constructor({ projectConfig }) {
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    this.#restoreGlobals();
    restoreEnv(this.#env);
    for (const storage of storages) storage.disable();
    storages.clear();
    process.exit = exit;
  }

  /** Symbols stay: those of installed packages, which are not loaded again. */
  #restoreGlobals() {
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      const before = this.#globals[name];
      if (!before) Reflect.deleteProperty(globalThis, name);
      else if ('value' in before && before.value !== globalThis[name]) Object.defineProperty(globalThis, name, before);
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** jest asks for it. There is none: runtime.js compiles for this realm. */
  getVmContext() {
    return null;
  }
}

/** Each that was ever used costs every promise of the process some time, and jest has one for each test file. */
const storages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...given) {
  storages.add(this);
  return run.apply(this, given);
};

function restoreEnv(before) {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
}

module.exports = OneRealm;
