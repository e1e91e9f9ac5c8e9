import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { BucketScopeOptions } from './bucket-scope.ts';

/** How an S3 is reached. What is left out comes from where AWS's own tools look. */
export interface S3ConnectionConfig
  extends Omit<S3ClientConfig, 'requestHandler' | 'maxAttempts' | 'cacheMiddleware'>,
    BucketScopeOptions {
  /** Agents, timeouts and the like, over the defaults below. */
  http?: NodeHttpHandlerOptions;
  /** Make the requests that are made for every upload without the SDK's middleware, where possible. Default true. */
  lean?: boolean;
  /** The role to assume, with the credentials of the connection. Its ARN. */
  roleArn?: string;
  /**
   * `http://proxy:3128`, for all hosts but those of this machine. Default: HTTPS_PROXY and HTTP_PROXY, but for hosts of NO_PROXY.
   */
  proxy?: string;
  /** Certificates of authorities to trust besides those of Node, in PEM. Default: AWS_CA_BUNDLE, then `ca_bundle` of the AWS config. */
  caFile?: string;
  /** What the trust policy of the role asks for, where it belongs to another party. */
  externalId?: string;
}
