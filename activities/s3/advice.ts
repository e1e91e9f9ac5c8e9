import type { FailureType } from '../contract.ts';
import { adviceOnCredentials } from './advice/credentials.ts';
import { adviceOnDenial } from './advice/denied.ts';
import { adviceOnEndpoint } from './advice/endpoint.ts';
import { pathStyle, setting } from './advice/settings.ts';
import { adviceOnUnsupported } from './advice/unsupported.ts';
import { adviceOnTheWay } from './advice/way-there.ts';
import type { FailedRequest } from './operations.ts';

/** What somebody who reads the failure can do about it. Each sentence stands in docs/refusals.md. */
export function adviceOn(request: FailedRequest, type: FailureType): string {
  const { connection } = request.target;
  switch (type) {
    case 'AccessDenied':
      return adviceOnDenial(request);
    case 'CredentialsUnavailable':
      return adviceOnCredentials(request);
    case 'NoSuchBucket':
      return `check the name of the bucket and the endpoint of the connection "${connection}"${pathStyle(request)}`;
    case 'WrongRegion':
      return adviceOnRegion(request);
    case 'Unsupported':
      return adviceOnUnsupported(request);
    case 'BucketNotEmpty':
      return 'something is in it: objects, versions, delete markers or incomplete uploads';
    case 'AccessPointsAttached':
      return 'delete its access points, then start again';
    case 'S3Unavailable':
      return adviceOnTheWay(request);
    default:
      if (request.code === 'EndpointError') return adviceOnEndpoint(request);
      if (request.operation === 'PutBucketLifecycleConfiguration') return NO_SUCH_RULE;
      return `S3 takes the request to be invalid${pathStyle(request)}`;
  }
}

const NO_SUCH_RULE =
  'S3 takes no such rule. Where it knows none that abort uploads, as MinIO does not, have s3-cleanup do it, by s3-cleanup schedule';

function adviceOnRegion({ code, region, target: { connection } }: FailedRequest): string {
  if (code === 'RegionMissing') return `no region is set: use ${setting('region', connection)}, or AWS_REGION`;
  if (region) return `the bucket is in ${region}: use ${setting('region', connection, region)}`;
  return `the bucket is in another region, which S3 did not tell: use ${setting('region', connection)}`;
}
