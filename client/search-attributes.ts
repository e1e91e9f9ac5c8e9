import { type Client, Connection, isGrpcServiceError } from '@temporalio/client';
import type { CleanupInput } from '../workflows/cleanup/contract.ts';
import { BUCKET, PHASE, REMAINING, SEARCH_ATTRIBUTES } from '../workflows/cleanup/shown/search-attribute-keys.ts';
import { CleanupFailure } from './failure.ts';

/** The numbers of temporal.api.enums.v1.IndexedValueType. */
const INDEXED_VALUE_TYPES: Record<string, number> = { KEYWORD: 2, INT: 3 };

/** The search attributes to start a job with, if it asks for them. */
export function firstSearchAttributes({ bucket, searchAttributes }: Partial<CleanupInput>) {
  if (bucket === undefined || !searchAttributes) return {};
  const typedSearchAttributes = [
    { key: BUCKET, value: bucket },
    { key: PHASE, value: 'cleaning' },
    { key: REMAINING, value: 0 },
  ];
  return { typedSearchAttributes };
}

/** SearchAttributesMissing, where Temporal refused a start for that reason. Any other error comes back unchanged. */
export async function explainRefusal(client: Client, error: unknown): Promise<unknown> {
  const { cause } = error as Error;
  // INVALID_ARGUMENT of gRPC
  if (!isGrpcServiceError(cause) || cause.code !== 3) return error;
  const missing = await findMissing(client).catch(() => []);
  if (missing.length === 0) return error;
  return new CleanupFailure(
    'SearchAttributesMissing',
    `namespace ${client.options.namespace} has no search attribute ${missing.map(({ name }) => name).join(', ')}: ` +
      'register them with `s3-cleanup register-search-attributes`',
    { cause: error },
  );
}

/**
 * Registers the attributes that the namespace does not have, and answers their names. Needs the rights of an operator.
 */
export async function registerSearchAttributes(client: Client): Promise<string[]> {
  const missing = await findMissing(client);
  if (missing.length === 0) return [];
  const typed = missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPES[type] ?? 0]);
  await operator(client).addSearchAttributes({
    namespace: client.options.namespace,
    searchAttributes: Object.fromEntries(typed),
  });
  return missing.map(({ name }) => name);
}

async function findMissing(client: Client): Promise<typeof SEARCH_ATTRIBUTES> {
  const { namespace } = client.options;
  const { customAttributes } = await operator(client).listSearchAttributes({ namespace });
  return SEARCH_ATTRIBUTES.filter(({ name }) => !Object.hasOwn(customAttributes, name));
}

function operator({ connection }: Client) {
  if (connection instanceof Connection) return connection.operatorService;
  throw new TypeError('search attributes are registered through a Connection of @temporalio/client');
}
