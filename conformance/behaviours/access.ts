import {
  AbortMultipartUploadCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type Behaviour, outcomeOf } from '../behaviour.ts';
import { keysOf, list, upload } from '../uploads.ts';

/** The endpoint of another region redirects; the right one refuses the region that was signed. */
const ELSEWHERE = ['301 PermanentRedirect', '400 AuthorizationHeaderMalformed'];

const ANOTHER_ACCOUNT = '999988887777';

export const ACCESS: Behaviour[] = [
  {
    title: 'denies requests that expect another owner of the bucket',
    async observe(trial) {
      const name = { ...(await upload(trial, 'a')), ExpectedBucketOwner: ANOTHER_ACCOUNT };
      const { Bucket, ExpectedBucketOwner } = name;
      return {
        list: await outcomeOf(trial.s3.send(new ListMultipartUploadsCommand({ Bucket, ExpectedBucketOwner }))),
        parts: await outcomeOf(trial.s3.send(new ListPartsCommand(name))),
        abort: await outcomeOf(trial.s3.send(new AbortMultipartUploadCommand(name))),
        left: keysOf(await list(trial)),
      };
    },
    asS3: { list: '403 AccessDenied', parts: '403 AccessDenied', abort: '403 AccessDenied', left: ['a'] },
  },
  {
    title: 'denies an access key it does not know',
    observe: (trial) => outcomeOf(list({ ...trial, s3: trial.clientWith({ accessKeyId: 'UNKNOWN' }) })),
    asS3: '403 InvalidAccessKeyId',
  },
  {
    title: 'denies a signature by a wrong secret',
    observe: (trial) => outcomeOf(list({ ...trial, s3: trial.clientWith({ secretAccessKey: 'wrong' }) })),
    asS3: '403 SignatureDoesNotMatch',
  },
  {
    title: 'denies a HEAD by a wrong secret without a body to say why',
    async observe(trial) {
      const s3 = trial.clientWith({ secretAccessKey: 'wrong' });
      return await outcomeOf(s3.send(new HeadBucketCommand({ Bucket: trial.bucket })));
    },
    asS3: '403 Unknown',
  },
  {
    title: 'refuses a request to another region, and says where the bucket is',
    async observe(trial) {
      const s3 = trial.clientWith({ region: trial.region === 'eu-west-3' ? 'eu-west-2' : 'eu-west-3' });
      const refused = await list({ ...trial, s3 }).catch((error) => error);
      if (!(refused instanceof S3ServiceException)) return 'serves it';
      const { Region } = refused as { Region?: unknown };
      const region = refused.$response?.headers['x-amz-bucket-region'] ?? Region;
      return {
        isRefused: ELSEWHERE.includes(await outcomeOf(Promise.reject(refused))),
        isTold: region === trial.region,
      };
    },
    asS3: { isRefused: true, isTold: true },
  },
];
