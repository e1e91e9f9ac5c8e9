/**
 * The partition of AWS that a region or the name of a host belongs to, as ARNs have it. Source: partitions.json of the SDKs. What is
 * not known is `aws`, as a store of one's own is.
 */
export function partitionOf(regionOrHost: string | null | undefined): string {
  const [, partition] = PARTITIONS.find(([part]) => part.test(regionOrHost ?? '')) ?? [];
  return partition ?? 'aws';
}

/** By the region, which is a part of most names of hosts, too. */
const PARTITIONS: Array<[RegExp, string]> = [
  [/(^|[.-])cn-\w+-\d|\.amazonaws\.com\.cn$/, 'aws-cn'],
  [/(^|[.-])us-gov-\w+-\d/, 'aws-us-gov'],
  [/(^|[.-])eusc-\w+-\w+-\d|\.amazonaws\.eu$/, 'aws-eusc'],
  [/(^|[.-])us-isob-\w+-\d|\.sc2s\.sgov\.gov$/, 'aws-iso-b'],
  [/(^|[.-])us-isof-\w+-\d|\.csp\.hci\.ic\.gov$/, 'aws-iso-f'],
  [/(^|[.-])eu-isoe-\w+-\d|\.cloud\.adc-e\.uk$/, 'aws-iso-e'],
  [/(^|[.-])us-iso-\w+-\d|\.c2s\.ic\.gov$/, 'aws-iso'],
];
