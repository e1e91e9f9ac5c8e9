import type { FailedRequest } from '../operations.ts';

/** What the source of the credentials said, and what to do about it. S3 was not asked. */
export function adviceOnCredentials({ source = '', target }: FailedRequest): string {
  const [, advice = OTHERWISE] = ADVICE.find(([said]) => said.test(source)) ?? [];
  return `${advice.replace('{connection}', `the connection "${target.connection}"`)} (${source})`;
}

const OTHERWISE = 'check the source of the credentials of {connection} on the worker';

/** By the sentences of the SDK and of STS. */
const ADVICE: Array<[RegExp, string]> = [
  [/aws sso login|SSO session/i, 'log in again where the worker runs, by aws sso login'],
  [/aws login/i, 'log in again where the worker runs, by aws login'],
  [/sts:AssumeRole/i, 'let the trust policy of the role admit who asks, and grant sts:AssumeRole to it'],
  [
    /^Command failed|credential_process (returned|did not return)/i,
    'the credential_process of the profile of {connection} fails: run it by hand as the user of the worker',
  ],
  [
    /^ENOENT|no such file/i,
    'the named file is missing where the worker runs: AWS_WEB_IDENTITY_TOKEN_FILE, or the profile, names it',
  ],
  [
    /using profile|could not be found/i,
    '{connection} finds no credentials: name a profile that is in the AWS config of the worker (one with role_arn has a source_profile or credential_source, too), or set AWS_ACCESS_KEY_ID, or give its machine a role',
  ],
];
