/** Holds whoever comes until it is opened: a test meets a job where it wants to, however slow the machine is. */
export class Gate {
  /** How many came. */
  arrived = 0;
  readonly #opened: Promise<void>;
  open: () => void = () => {};

  constructor() {
    this.#opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  async pass(): Promise<void> {
    this.arrived += 1;
    await this.#opened;
  }
}

/** Every call of an activity waits at the gate before it does anything. */
export function hold<Name extends string>(
  activities: { [name in Name]: (input: never) => Promise<unknown> },
  name: Name,
  gate = new Gate(),
): Gate {
  const perform = activities[name];
  const held = async (input: never) => {
    await gate.pass();
    return await perform(input);
  };
  Object.assign(activities, { [name]: held });
  return gate;
}
