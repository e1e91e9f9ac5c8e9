import { USER } from './postgres.ts';

/** Two for each of the four services, and one for HTTP. */
export const PORTS = 9;

/** As clusters have them: with a few shards, each step of a workflow would wait for its turn. */
const SHARDS = 128;

/** The configuration of a Temporal server that runs all its services, on PostgreSQL. JSON is YAML. */
export function configOf(postgresPort: number, ports: number[]): string {
  const [frontend, ...others] = ports as [number, ...number[]];
  const [httpPort, m1, g2, m2, g3, m3, g4, m4] = others as [number, ...number[]];
  const rpc = (grpcPort: number | undefined, membershipPort: number | undefined, more = {}) => ({
    rpc: { grpcPort, membershipPort, bindOnLocalHost: true, ...more },
  });
  return JSON.stringify({
    log: { stdout: true, level: 'error' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: SHARDS,
      datastores: {
        default: store(postgresPort, 'temporal', 40),
        visibility: store(postgresPort, 'temporal_visibility', 10),
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: rpc(frontend, m1, { httpPort }),
      matching: rpc(g2, m2),
      history: rpc(g3, m3),
      worker: rpc(g4, m4),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${frontend}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
  });
}

function store(port: number, databaseName: string, connections: number) {
  return {
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: `127.0.0.1:${port}`,
      connectProtocol: 'tcp',
      user: USER,
      password: '',
      maxConns: connections,
      maxIdleConns: connections,
      maxConnLifetime: '1h',
    },
  };
}
