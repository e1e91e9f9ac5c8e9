import { relative } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { Simulator } from './simulator.mjs';
import { Specifications } from './specifications.mjs';

/** Where mutated code finds the number of the mutant, and writes what it passed. */
globalThis.__stryker__ = {};
const mutated = globalThis.__stryker__;

/** Stryker takes 100 times the hits of all tests together for an endless loop. A tenth of that, in a single test, is one. */
const FEWER = 10;

/** Stryker goes to its sandbox after it has loaded this file, and names files as they are here. */
const PROJECT = process.cwd();

/** So many of the seeds that reach a mutant are tried on it. */
const SEEDS_A_MUTANT = 40;

/**
 * Runs the specifications and the simulator against one mutant after the other. Both are loaded once: a mutant is a number that
 * the mutated code looks at, so it meets code that the machine has compiled already.
 */
class Runner {
  #rooms;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    this.#load();
    const tests = [];
    for (const id of this.#tests()) tests.push(await this.#tryUnmutated(id));
    mutated.currentTestId = undefined;
    return { status: 'complete', tests, mutantCoverage: mutated.mutantCoverage };
  }

  async #tryUnmutated(id) {
    const begun = performance.now();
    mutated.currentTestId = id;
    const failureMessage = await this.#run(id);
    const status = failureMessage === undefined ? 0 : 1;
    return { id, name: id, timeSpentMs: performance.now() - begun, status, failureMessage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    const isLoadedAnew = mutantActivation === 'static';
    this.#load();
    Object.assign(mutated, { activeMutant: activeMutant.id, hitLimit: hitLimit && hitLimit / FEWER });
    try {
      if (isLoadedAnew) this.#reload();
      return await this.#tryMutant(this.#nearestFirst(activeMutant.fileName, testFilter));
    } catch (error) {
      return { status: 'killed', killedBy: [this.#tests()[0]], failureMessage: String(error), nrOfTests: 1 };
    } finally {
      Object.assign(mutated, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
      if (isLoadedAnew) this.#reload();
    }
  }

  /** The specification of the mutated file is most likely to kill the mutant. */
  #nearestFirst(file, asked) {
    const tests = this.#tests().filter((id) => asked === undefined || asked.includes(id));
    const isNear = (id) => id.startsWith(relative(PROJECT, file).replace(/\.ts$/, ''));
    const simulated = tests.filter((id) => id.startsWith('seed '));
    const others = tests.filter((id) => !id.startsWith('seed ') && !isNear(id));
    return [...tests.filter(isNear), ...others, ...simulated.slice(0, SEEDS_A_MUTANT)];
  }

  async #tryMutant(tests) {
    let nrOfTests = 0;
    for (const id of tests) {
      nrOfTests += 1;
      mutated.hitCount = 0;
      const failureMessage = await this.#run(id);
      if (mutated.hitCount > mutated.hitLimit) return { status: 'timeout', reason: `hit ${mutated.hitCount} times` };
      if (failureMessage !== undefined) return { status: 'killed', killedBy: [id], failureMessage, nrOfTests };
    }
    return { status: 'survived', nrOfTests };
  }

  #load() {
    this.#rooms ??= [new Specifications(), new Simulator()];
  }

  #reload() {
    for (const room of this.#rooms) room.load();
  }

  #tests() {
    return this.#rooms.flatMap(({ names }) => names);
  }

  #run(id) {
    return this.#rooms.find(({ names }) => names.includes(id)).run(id);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'specifications-and-simulator', Runner)];
