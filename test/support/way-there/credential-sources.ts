import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reply } from './local-server.ts';

export const ROLE = 'arn:aws:iam::111122223333:role/cleaner';

/** Credentials are good for an hour, unless it is said otherwise. */
export const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

const JSON_REPLY = { 'content-type': 'application/json' };

/** The agent of a container or of a pod; the metadata service of a machine has the same words. */
export const byContainer = (key: string, expiration = inAnHour()): Reply => ({
  body: JSON.stringify({ AccessKeyId: key, SecretAccessKey: 'x', Token: 't', Expiration: expiration, Code: 'Success' }),
  headers: JSON_REPLY,
});

export const bySts = (action: string, key: string): Reply => ({
  body:
    `<${action}Response><${action}Result><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>x</SecretAccessKey>` +
    `<SessionToken>t</SessionToken><Expiration>${inAnHour()}</Expiration></Credentials>` +
    `<AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/a/b</Arn><AssumedRoleId>A:b</AssumedRoleId></AssumedRoleUser>` +
    `</${action}Result></${action}Response>`,
});

export const stsRefuses = (): Reply => ({
  status: 403,
  body:
    '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::111122223333:user/ci is not ' +
    `authorized to perform: sts:AssumeRole on resource: ${ROLE}</Message></Error></ErrorResponse>`,
});

export const bySso = (key: string): Reply => ({
  body: JSON.stringify({
    roleCredentials: { accessKeyId: key, secretAccessKey: 'x', sessionToken: 't', expiration: Date.now() + 3_600_000 },
  }),
  headers: JSON_REPLY,
});

const START_URL = 'https://example.awsapps.com/start';

/** A profile of the AWS config whose credentials come from a login. */
export const SSO_PROFILE = `[profile team]
sso_start_url = ${START_URL}
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = cleaner
`;

/** As `aws sso login` leaves it in the home directory. */
export async function logInBySso(home: string, expiresAt: string): Promise<void> {
  const folder = join(home, '.aws', 'sso', 'cache');
  await mkdir(folder, { recursive: true });
  const name = createHash('sha1').update(START_URL).digest('hex');
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ accessToken: 'token', expiresAt }));
}
