import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  byContainer,
  bySso,
  bySts,
  inAnHour,
  logInBySso,
  ROLE,
  SSO_PROFILE,
  stsRefuses,
} from '../support/way-there/credential-sources.ts';
import { EMPTY_LISTING, LocalServer } from '../support/way-there/local-server.ts';
import { Person } from './support/person.ts';
import { expectAsTitled } from './support/sentences.ts';

let s3: LocalServer;
/** STS, SSO, the agent of a container, the metadata service of a machine. */
let source: LocalServer;
let person: Person;

beforeEach(async () => {
  s3 = await LocalServer.start(() => ({ body: EMPTY_LISTING }));
  source = await LocalServer.start(() => ({ status: 500, body: 'out of order' }));
  person = await Person.withVariables({ AWS_ENDPOINT_URL_STS: source.url, AWS_ENDPOINT_URL_SSO: source.url });
});
afterEach(async () => {
  await Promise.all([s3.stop(), source.stop(), person.leaves()]);
});

const lists = (variables: Record<string, string> = {}, settings: object = {}) =>
  person
    .connection({ endpoint: s3.url, region: 'us-east-1', forcePathStyle: true, ...settings })
    .then((connection) => person.runs(['list', 'photos', ...connection], variables));

/** Whose access key S3 saw. */
const seenByS3 = () => /Credential=(\w+)/.exec(s3.asked.at(-1)?.headers.authorization ?? '')?.[1];

const KEYS = { AWS_ACCESS_KEY_ID: 'STATIC', AWS_SECRET_ACCESS_KEY: 'x' };

describe('a person whose credentials come from', () => {
  it('the environment lists a bucket', async () => {
    expect((await lists(KEYS)).code).toBe(0);
    expect(seenByS3()).toBe('STATIC');
  });

  it('a process lists a bucket', async () => {
    const said = await person.write(
      'said.json',
      JSON.stringify({ Version: 1, AccessKeyId: 'PROCESS', SecretAccessKey: 'x' }),
    );
    const config = await person.awsConfig(`[profile vault]\ncredential_process = cat ${said}\n`);
    expect((await lists(config, { profile: 'vault' })).code).toBe(0);
    expect(seenByS3()).toBe('PROCESS');
  });

  it('the agent of a container or of a pod lists a bucket', async () => {
    source.respond = () => byContainer('CONTAINER');
    expect((await lists({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${source.url}/role` })).code).toBe(0);
    expect(seenByS3()).toBe('CONTAINER');
  });

  it('a web identity lists a bucket', async () => {
    source.respond = () => bySts('AssumeRoleWithWebIdentity', 'WEB');
    const token = await person.write('token', 'jwt');
    expect((await lists({ AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: ROLE })).code).toBe(0);
    expect(seenByS3()).toBe('WEB');
  });

  it('a login by SSO lists a bucket', async () => {
    source.respond = () => bySso('SSO');
    await logInBySso(person.home, inAnHour());
    expect((await lists(await person.awsConfig(SSO_PROFILE), { profile: 'team' })).code).toBe(0);
    expect(seenByS3()).toBe('SSO');
  });

  it('a chain of roles in the AWS config lists a bucket', async () => {
    source.respond = (_, body) =>
      bySts('AssumeRole', new URLSearchParams(body).get('RoleArn')?.endsWith('second') ? 'SECOND' : 'FIRST');
    const config = await person.awsConfig(
      `[profile base]\naws_access_key_id = BASE\naws_secret_access_key = x\n` +
        `[profile first]\nrole_arn = ${ROLE}-first\nsource_profile = base\n` +
        `[profile second]\nrole_arn = ${ROLE}-second\nsource_profile = first\n`,
    );
    expect((await lists(config, { profile: 'second' })).code).toBe(0);
    expect(seenByS3()).toBe('SECOND');
  });

  it("a role of somebody else's account, with its external ID, lists a bucket", async () => {
    source.respond = () => bySts('AssumeRole', 'ROLE');
    expect((await lists(KEYS, { roleArn: ROLE, externalId: 'their-number' })).code).toBe(0);
    expect(seenByS3()).toBe('ROLE');
    expect(new URLSearchParams(source.asked[0]?.body).get('ExternalId')).toBe('their-number');
  });

  it('the metadata service of a machine lists a bucket', async () => {
    source.respond = ({ url = '' }) => {
      if (url.endsWith('/token')) return { body: 'token', headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' } };
      return url.endsWith('/cleaner') ? byContainer('MACHINE') : { body: 'cleaner' };
    };
    const machine = { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: source.url };
    expect((await lists(machine)).code).toBe(0);
    expect(seenByS3()).toBe('MACHINE');
  });
});

describe('a person who', () => {
  it('has no credentials at all sees “finds no credentials”, exit 1', async () => {
    const seen = await lists();
    expectAsTitled(seen);
    for (const looked of ['environment variable', 'profile: [default]', 'Web identity', 'Instance Metadata'])
      expect(seen.stderr).toContain(looked);
  });

  it('mistypes a profile sees “Could not resolve credentials using profile: [NAME]”, exit 1', async () => {
    const seen = await lists(await person.awsConfig(SSO_PROFILE), { profile: 'teem' });
    expectAsTitled(seen);
    expect(seen.stderr).toContain('[teem]');
  });

  it('never logged in sees “aws sso login”, exit 1', async () => {
    expectAsTitled(await lists(await person.awsConfig(SSO_PROFILE), { profile: 'team' }));
  });

  it('logged in yesterday sees “has expired”, exit 1, and lists the bucket after the next login', async () => {
    const config = await person.awsConfig(SSO_PROFILE);
    await logInBySso(person.home, '2020-01-01T00:00:00Z');
    const seen = await lists(config, { profile: 'team' });
    expectAsTitled(seen);
    expect(seen.stderr).toContain('aws sso login');

    source.respond = () => bySso('SSO');
    await logInBySso(person.home, inAnHour());
    expect((await lists(config, { profile: 'team' })).code).toBe(0);
  });

  it('has a process that fails sees “Command failed: …”, exit 1, and none of what it was given', async () => {
    const broken = await person.write('broken', '#!/bin/sh\necho "secret of the vault" >&2\nexit 3\n', 0o755);
    const config = await person.awsConfig(`[profile vault]\ncredential_process = ${broken} --token abc-123\n`);
    const seen = await lists(config, { profile: 'vault' });
    expectAsTitled(seen);
    expect(seen.stderr).toContain(broken);
    expect(seen.stderr).not.toMatch(/abc-123|secret of/);
  });

  it('may not have the role sees “is not authorized to perform: sts:AssumeRole”, exit 1', async () => {
    source.respond = stsRefuses;
    const seen = await lists(KEYS, { roleArn: ROLE });
    expectAsTitled(seen);
    expect(seen.stderr).toContain('trust policy');
  });

  it('names a role without who assumes it sees “source_profile”, exit 1', async () => {
    const config = await person.awsConfig(`[profile role]\nrole_arn = ${ROLE}\n`);
    expectAsTitled(await lists(config, { profile: 'role' }));
  });

  it('has no token for the web identity sees “ENOENT: no such file or directory”, exit 1', async () => {
    const missing = join(person.home, 'none', 'token');
    const seen = await lists({ AWS_WEB_IDENTITY_TOKEN_FILE: missing, AWS_ROLE_ARN: ROLE });
    expectAsTitled(seen);
    expect(seen.stderr).toContain(missing);
  });

  it('has an agent that is not well sees “status: 500”, exit 1', async () => {
    expectAsTitled(await lists({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${source.url}/role` }));
  });

  it('has a key that is no more sees “InvalidAccessKeyId”, exit 1', async () => {
    s3.respond = () => ({ status: 403, body: '<Error><Code>InvalidAccessKeyId</Code><Message>none</Message></Error>' });
    expectAsTitled(await lists(KEYS));
  });

  it('rotates the key in the file of credentials goes on with the new one', async () => {
    await mkdir(join(person.home, '.aws'));
    const file = (key: string) =>
      person.write('.aws/credentials', `[default]\naws_access_key_id = ${key}\naws_secret_access_key = x\n`);
    await file('OLD');
    s3.respond = ({ headers }) => {
      if (!headers.authorization?.includes('=OLD/')) return { body: EMPTY_LISTING };
      void file('NEW');
      return { status: 400, body: '<Error><Code>ExpiredToken</Code><Message>old</Message></Error>' };
    };

    expect((await lists()).code).toBe(0);

    expect(seenByS3()).toBe('NEW');
  });
});
