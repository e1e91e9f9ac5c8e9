import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { loadClientConnectConfig } from '@temporalio/envconfig';
import { endAfterClose } from './closed-connection.ts';
import { grpcErrorOf } from './grpc-error.ts';
import { proxyInWords, throughProxy } from './proxy.ts';

/** Where Temporal is, and how to get in. */
export interface TemporalAddress {
  /** Options that a client's and a worker's connection have in common. */
  connection: ReturnType<typeof loadClientConnectConfig>['connectionOptions'] & { address: string };
  namespace: string;
  /** How payloads are encoded on their way to Temporal. Default: as JSON that everybody can read. */
  dataConverter?: DataConverter;
}

/** Thrown when Temporal does not answer, or refuses access. The message says where, and what to do. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
}

const CONNECT_WITHIN_MS = 5_000;

/** A connection that connects with its first request, and that makes no request after it is closed. */
export function openConnection(options: ConnectionOptions): Connection {
  const repeat = makeGrpcRetryInterceptor(defaultGrpcRetryOptions());
  return Connection.lazy({ ...throughProxy(options), interceptors: [repeat, endAfterClose] });
}

/** A connected client; close it with `client.connection.close()`. Fails with TemporalUnreachable within 10 s. */
export async function connect({ connection: options, namespace, dataConverter }: TemporalAddress): Promise<Client> {
  const connection = openConnection({ ...options, connectTimeout: CONNECT_WITHIN_MS });
  try {
    await connection.ensureConnected();
    const describe = () => connection.workflowService.describeNamespace({ namespace });
    await connection.withDeadline(Date.now() + CONNECT_WITHIN_MS, describe);
    return new Client({ connection, namespace, ...(dataConverter && { dataConverter }) });
  } catch (cause) {
    await connection.close();
    throw new TemporalUnreachable(explain(cause, options, namespace), { cause });
  }
}

function explain(error: unknown, options: TemporalAddress['connection'], namespace: string): string {
  const { address } = options;
  const grpc = grpcErrorOf(error);
  switch (grpc?.code) {
    case 5:
      return `Temporal at ${address} has no namespace ${namespace}: name one that it has with --namespace`;
    case 7:
    case 16:
      return `Temporal at ${address} refused access to namespace ${namespace}: check --api-key or the TLS certificate`;
    default:
      return (
        `Temporal cannot be reached at ${address}${proxyInWords(address)}: start a server (\`temporal server start-dev\`), ` +
        `or say where one is with --address, TEMPORAL_ADDRESS or --profile${tlsHint(options, grpc?.details)}`
      );
  }
}

/** A certificate that is not trusted looks like an outage without this. So does TLS to a server that has none. */
function tlsHint({ tls, apiKey }: TemporalAddress['connection'], details: string | undefined): string {
  if (details && /ssl|tls|certificate/i.test(details)) return ` (${details})`;
  if (!tls && !apiKey) return '';
  return `. It was asked in TLS${apiKey ? ', as an API key wants' : ''}: a server without TLS does not answer that`;
}
