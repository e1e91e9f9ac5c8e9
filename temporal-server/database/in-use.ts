/** Thrown where another process works on the database. Nothing was started. The message says which, and what to do. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse';
}
