import type { FleetInput } from '../../../workflows/fleet/contract.ts';

/** The input of a fleet: one connection is what any job has. */
export function overOne({ connections = [], ...input }: FleetInput): FleetInput {
  const [connection, ...others] = connections;
  if (connection === undefined) return input;
  return others.length > 0 ? { ...input, connections } : { ...input, connection };
}
