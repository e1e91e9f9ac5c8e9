/** Thrown when Ctrl-C ended a command. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly details: unknown;

  constructor(message = 'interrupted', details: unknown = null) {
    super(message);
    this.details = details;
  }
}
