/** What is to happen later, on the server's clock: things fall due between two requests, without timers. */
export class Agenda {
  readonly #entries: Array<{ due: number; act: () => void }> = [];

  add(due: number, act: () => void): void {
    let index = this.#entries.length;
    while (index > 0 && (this.#entries[index - 1]?.due ?? 0) > due) index -= 1;
    this.#entries.splice(index, 0, { due, act });
  }

  runDue(now: number): void {
    while ((this.#entries[0]?.due ?? Number.POSITIVE_INFINITY) <= now) this.#entries.shift()?.act();
  }
}
