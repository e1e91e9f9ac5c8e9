interface Entry {
  at: number;
  happen: () => void;
}

/** What is to happen, by its time: a heap, because millions of events pass in a test. */
export class Agenda {
  now = 0;
  readonly #entries: Entry[] = [];

  /** `at`: in milliseconds. */
  add(at: number, happen: () => void): void {
    const entries = this.#entries;
    const entry = { at, happen };
    let place = entries.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = entries[parent] as Entry;
      if (above.at <= at) break;
      entries[place] = above;
      place = parent;
    }
    entries[place] = entry;
  }

  runUntil(end: number): void {
    for (let next = this.#first(); next && next.at <= end; next = this.#first()) {
      this.now = next.at;
      this.#removeFirst();
      next.happen();
    }
  }

  #first(): Entry | undefined {
    return this.#entries[0];
  }

  #removeFirst(): void {
    const entries = this.#entries;
    const last = entries.pop() as Entry;
    if (entries.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child + 1 < entries.length && (entries[child + 1] as Entry).at < (entries[child] as Entry).at) child += 1;
      if (child >= entries.length || (entries[child] as Entry).at >= last.at) break;
      entries[place] = entries[child] as Entry;
      place = child;
    }
    entries[place] = last;
  }
}
