const { createRequire, isBuiltin } = require('node:module');
const { isAbsolute } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const OneRealm = require('./environment.js');

/** How jest loads modules in one realm: ours anew for each test file, what is installed by Node and once. */
module.exports = class OneRealmRuntime extends Runtime {
  #isOneRealm;

  constructor(config, environment, ...rest) {
    super(config, environment, ...rest);
    this.#isOneRealm = environment instanceof OneRealm;
    if (this.#isOneRealm)
      this.executor.compile = (code, path) => compiled(code, path, this.executor.injectedModuleParameters);
  }

  requireModule(from, name, ...options) {
    return this.#isOneRealm && isInstalled(name)
      ? requireFrom(from)(name)
      : super.requireModule(from, name, ...options);
  }
};

/** jest gives the path alone of a test, of a setup file and of its own framework, which has to be new for each test file. */
function isInstalled(name) {
  return name !== undefined && !name.startsWith('.') && !isAbsolute(name) && !isBuiltin(name);
}

const requires = new Map();

function requireFrom(path) {
  const known = requires.get(path) ?? createRequire(path);
  requires.set(path, known);
  return known;
}

const functions = new Map();

/** Compiled once: in one realm, a function serves all test files. */
function compiled(code, path, parameters) {
  const known = functions.get(path);
  if (known?.code === code) return known.run;
  const run = compileFunction(code, parameters, { filename: path });
  functions.set(path, { code, run });
  return run;
}
