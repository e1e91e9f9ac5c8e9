import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '../../../../../activities/s3/create-gateway.ts';
import type { S3Gateway } from '../../../../../activities/s3/gateway.ts';
import type { S3ConnectionConfig } from '../../../../../activities/s3/sdk/client.ts';
import { withEnvironment } from '../../../../support/environment.ts';
import {
  byContainer,
  bySso,
  bySts,
  inAnHour,
  logInBySso,
  ROLE,
  SSO_PROFILE,
  stsRefuses,
} from '../../../../support/way-there/credential-sources.ts';
import { EMPTY_LISTING, LocalServer } from '../../../../support/way-there/local-server.ts';
import { target } from '../../../support/fake-gateway.ts';

const patient = new AbortController().signal;

let s3: LocalServer;
let source: LocalServer;
let home: string;
let gateway: S3Gateway | undefined;
let restore = () => {};

beforeEach(async () => {
  s3 = await LocalServer.start(() => ({ body: EMPTY_LISTING }));
  source = await LocalServer.start(() => ({ status: 500, body: 'out of order' }));
  home = await mkdtemp(join(tmpdir(), 'sources-'));
});

afterEach(async () => {
  restore();
  gateway?.close();
  await Promise.all([s3.stop(), source.stop(), rm(home, { recursive: true })]);
});

/** A worker whose environment holds only this, and whose AWS config is this text. */
async function worker(env: Record<string, string>, config = '', connection: S3ConnectionConfig = {}): Promise<void> {
  const file = join(home, 'config');
  await writeFile(file, config);
  restore = withEnvironment({
    HOME: home,
    AWS_CONFIG_FILE: file,
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_STS: source.url,
    AWS_ENDPOINT_URL_SSO: source.url,
    ...env,
  });
  const common = { endpoint: s3.url, region: 'us-east-1', forcePathStyle: true };
  gateway = createGateway({ ...common, ...connection });
}

const list = () => gateway?.listUploads({ target, maxUploads: 1 }, patient);

/** The access key that the last request to S3 was signed with. */
const keyAtS3 = () => /Credential=(\w+)/.exec(s3.asked.at(-1)?.headers.authorization ?? '')?.[1];

const STATIC = { AWS_ACCESS_KEY_ID: 'STATIC', AWS_SECRET_ACCESS_KEY: 'x' };

describe('credentials', () => {
  it('come from the environment', async () => {
    await worker(STATIC);
    await list();
    expect(keyAtS3()).toBe('STATIC');
  });

  it('come from a container', async () => {
    source.respond = () => byContainer('CONTAINER');
    await worker({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${source.url}/role`, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'k' });
    await list();
    expect(keyAtS3()).toBe('CONTAINER');
    expect(source.asked[0]?.headers.authorization).toBe('k');
  });

  it('come from a process', async () => {
    const said = JSON.stringify({ Version: 1, AccessKeyId: 'PROCESS', SecretAccessKey: 'x' });
    await writeFile(join(home, 'said.json'), said);
    await worker({ AWS_PROFILE: 'p' }, `[profile p]\ncredential_process = cat ${join(home, 'said.json')}\n`);
    await list();
    expect(keyAtS3()).toBe('PROCESS');
  });

  it('come for a web identity', async () => {
    source.respond = () => bySts('AssumeRoleWithWebIdentity', 'WEB');
    await writeFile(join(home, 'token'), 'jwt');
    await worker({ AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'), AWS_ROLE_ARN: ROLE });
    await list();
    expect(keyAtS3()).toBe('WEB');
  });

  it('come from a login by SSO', async () => {
    source.respond = () => bySso('SSO');
    await logInBySso(home, inAnHour());
    await worker({}, SSO_PROFILE, { profile: 'team' });
    await list();
    expect(keyAtS3()).toBe('SSO');
  });

  it('come through a chain of roles in the AWS config', async () => {
    source.respond = (_, body) =>
      bySts('AssumeRole', new URLSearchParams(body).get('RoleArn')?.endsWith('second') ? 'SECOND' : 'FIRST');
    const config = `[profile base]\naws_access_key_id = BASE\naws_secret_access_key = x
[profile first]\nrole_arn = ${ROLE}-first\nsource_profile = base
[profile second]\nrole_arn = ${ROLE}-second\nsource_profile = first\n`;
    await worker({}, config, { profile: 'second' });
    await list();
    expect(keyAtS3()).toBe('SECOND');
    expect(source.asked.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
      'BASE',
      'FIRST',
    ]);
  });

  it.each([true, false])('are those of the role that a connection names (lean: %s)', async (lean) => {
    source.respond = () => bySts('AssumeRole', 'ROLE');
    await worker(STATIC, '', { roleArn: ROLE, externalId: 'their-number', lean });
    await list();
    await list();
    expect(keyAtS3()).toBe('ROLE');
    expect(source.asked).toHaveLength(1);
    const asked = new URLSearchParams(source.asked[0]?.body);
    expect([asked.get('RoleArn'), asked.get('ExternalId')]).toEqual([ROLE, 'their-number']);
  });
});

describe('a source of credentials that fails', () => {
  const UNAVAILABLE = { code: 'CredentialsUnavailable', type: 'CredentialsUnavailable', kind: 'transient' };

  it.each([true, false])('is no word of S3, and the next request asks it again (lean: %s)', async (lean) => {
    await worker({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${source.url}/role` }, '', { lean });
    await expect(list()).rejects.toMatchObject(UNAVAILABLE);
    expect(s3.asked).toEqual([]);

    source.respond = () => byContainer('BACK');
    await list();
    expect(keyAtS3()).toBe('BACK');
  });

  it('tells what was looked for where nothing is set up', async () => {
    await worker({});
    const failed = expect(list()).rejects;
    await failed.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringMatching(/environment variable.*profile: \[default\].*Web identity.*Instance Metadata/s),
    });
  });

  it('names a profile that is not there', async () => {
    await worker({}, '', { profile: 'mistyped' });
    await expect(list()).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('[mistyped]') });
  });

  it('names the login that is missing, and goes on after it', async () => {
    await worker({}, SSO_PROFILE, { profile: 'team' });
    await expect(list()).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('aws sso login') });

    source.respond = () => bySso('SSO');
    await logInBySso(home, inAnHour());
    await list();
    expect(keyAtS3()).toBe('SSO');
  });

  it('names the login that has ended', async () => {
    await logInBySso(home, '2020-01-01T00:00:00Z');
    await worker({}, SSO_PROFILE, { profile: 'team' });
    await expect(list()).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('has expired') });
  });

  it('names the file of a web identity that is missing', async () => {
    await worker({ AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/none/token', AWS_ROLE_ARN: ROLE });
    await expect(list()).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringContaining('/var/run/none/token'),
    });
  });

  it('says what the agent of a container answered, and asks for no profile', async () => {
    await worker({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${source.url}/role` });
    const failure = (await list()?.catch((error: Error) => error)) as Error;
    expect(failure).toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('status: 500') });
    expect(failure.message).not.toMatch(/name a profile|\[default\]/);
  });

  it('says what the agent of a pod answered, whose host is not this machine', async () => {
    await worker({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://nowhere.test/v1/credentials' });
    await expect(list()).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('ENOTFOUND') });
  });

  it('does not take a role without who assumes it for a process that fails', async () => {
    await worker({}, `[profile role]\nrole_arn = ${ROLE}\n`, { profile: 'role' });
    const failure = (await list()?.catch((error: Error) => error)) as Error;
    expect(failure).toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('source_profile') });
    expect(failure.message).not.toContain('fails: run it by hand');
  });

  it('says that STS refuses the role, and what to change', async () => {
    source.respond = stsRefuses;
    await worker(STATIC, '', { roleArn: ROLE });
    const message = expect.stringMatching(/trust policy.*sts:AssumeRole on resource: .*cleaner/s);
    await expect(list()).rejects.toMatchObject({ ...UNAVAILABLE, message });
  });

  it('tells of a process that fails its name, and not what it was given or what it wrote', async () => {
    const script = join(home, 'broken');
    await writeFile(script, '#!/bin/sh\necho "secret of the vault" >&2\nexit 3\n', { mode: 0o755 });
    await worker({}, `[profile p]\ncredential_process = ${script} --token abc-123\n`, { profile: 'p' });
    const failure = (await list()?.catch((error: Error) => error)) as Error;
    expect(failure).toMatchObject(UNAVAILABLE);
    expect(failure.message).toContain(script);
    expect(failure.message).not.toMatch(/abc-123|vault/);
  });

  it('is not asked for as long as the credentials are good', async () => {
    source.respond = () => byContainer('SHORT', new Date(Date.now() + 60_000).toISOString());
    await worker({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${source.url}/role` }, '', { lean: false });
    await list();
    source.respond = () => ({ status: 500, body: '' });

    await list();

    expect(keyAtS3()).toBe('SHORT');
  });
});
