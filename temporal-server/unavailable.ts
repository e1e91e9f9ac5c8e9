/** Thrown when no Temporal server can be found, built or started. The message says what was tried and what to do. */
export class TemporalServerUnavailable extends Error {
  override readonly name = 'TemporalServerUnavailable';
}

/** The ways to get a server, for a message. */
export const WAYS_TO_GET_A_SERVER = `Any one of these gives it a Temporal server:
  - use a server that runs already: --address HOST:PORT
  - install the Temporal CLI (https://docs.temporal.io/cli): \`temporal\` on PATH is found
  - point TEMPORAL_CLI_PATH at a Temporal CLI executable
  - install Go 1.26 or later (https://go.dev/dl): the pinned server is then built once`;
