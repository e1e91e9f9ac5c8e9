import type { FailedRequest } from '../operations.ts';

/** The SDK finds no endpoint for these settings. S3 was not asked. */
export function adviceOnEndpoint({ source = '', target }: FailedRequest): string {
  const connection = `the connection "${target.connection}"`;
  const [, excluded] = EXCLUDED.find(([said]) => said.test(source)) ?? [];
  const advice = excluded
    ? `leave out ${excluded}, or the endpoint of ${connection}`
    : `check the region and the endpoint of ${connection}`;
  return `${advice} (${source})`;
}

/** AWS's own hosts alone have these, so an endpoint of one's own excludes them. */
const EXCLUDED: Array<[RegExp, string]> = [
  [/FIPS/, 'useFipsEndpoint, AWS_USE_FIPS_ENDPOINT or use_fips_endpoint'],
  [/dual-?stack/i, 'useDualstackEndpoint, AWS_USE_DUALSTACK_ENDPOINT or use_dualstack_endpoint'],
];
