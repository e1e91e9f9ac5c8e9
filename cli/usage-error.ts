/** Thrown for a command line that makes no sense, before anything is done. The message names the flag. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
