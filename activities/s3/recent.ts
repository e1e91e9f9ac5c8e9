/** More buckets than all activities of a worker work on at once, many times over. */
const MOST = 500;

/**
 * What a worker keeps for the buckets that it used last, by name. What was used longest ago is let go, so that a fleet of
 * 10,000 buckets takes no more memory than one of 500. Whoever still holds a value goes on with it.
 */
export class Recent<V> {
  readonly #values = new Map<string, V>();
  readonly #most: number;
  readonly #letGo: (value: V) => void;
  /** Used last: it need not be moved. */
  #newest: string | undefined;

  /** `letGo` is told of each value that has to go. */
  constructor(most = MOST, letGo: (value: V) => void = () => {}) {
    this.#most = most;
    this.#letGo = letGo;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  get(name: string): V | undefined {
    const value = this.#values.get(name);
    if (name !== this.#newest && value !== undefined) this.set(name, value);
    return value;
  }

  set(name: string, value: V): void {
    this.#values.delete(name);
    this.#values.set(name, value);
    this.#newest = name;
    if (this.#values.size > this.#most) this.#letGoOldest();
  }

  delete(name: string): void {
    this.#values.delete(name);
  }

  /** Answers all that it kept. `letGo` is not told. */
  clear(): V[] {
    const values = [...this.#values.values()];
    this.#values.clear();
    return values;
  }

  #letGoOldest(): void {
    for (const [name, value] of this.#values) {
      this.#values.delete(name);
      this.#letGo(value);
      return;
    }
  }
}
