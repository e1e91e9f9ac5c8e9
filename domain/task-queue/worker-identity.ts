/** At the end of the identity of a worker whose payloads are encoded. */
const MARK = '+encoded';

/**
 * The identity of a worker whose payloads are encoded. Commands ask the task queue for the identities of its workers, so that
 * one without the same converter says so before it writes anything.
 */
export function markEncoding(identity: string): string {
  return isMarkedEncoding(identity) ? identity : `${identity}${MARK}`;
}

export function isMarkedEncoding(identity: string): boolean {
  return identity.endsWith(MARK);
}
