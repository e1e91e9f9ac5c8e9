/**
 * Thrown for an option of a worker that this machine cannot grant, before the worker polls. The message names the flag.
 */
export class WorkerOptionInvalid extends Error {
  override readonly name = 'WorkerOptionInvalid';
}
