import { withoutSecrets } from '../../../../../activities/s3/sdk/credentials/without-secrets.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('what a source of credentials says', () => {
  it.each([
    'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
    'User: arn:aws:sts::111122223333:assumed-role/NightlyCleanupOfTheStorageTeam2026/host is not authorized to perform: sts:AssumeRole',
    "ENOENT: no such file or directory, open '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'",
    "open '/home/Ben/.aws/sso/cache/3f7890a2c1e4b5d6f7890a2c1e4b5d6f7890a2c1.json'",
    'Could not resolve credentials using profile: [Archive2026] in configuration/credentials file(s).',
  ])('is told as it is: %s', (sentence) => {
    expect(withoutSecrets(sentence)).toBe(sentence);
  });

  it.each([
    ['a secret key', `bad key ${SECRET}`, SECRET],
    ['an access key ID', 'AKIAIOSFODNN7EXAMPLE is unknown', 'AKIAIOSFODNN7EXAMPLE'],
    ['a named value', 'token=abc-def is refused', 'abc-def'],
    ['a JSON Web Token', 'cannot read eyJhbGciOiJIUzI1NiJ9.e30.abc', 'eyJhbGciOiJIUzI1NiJ9'],
    ['who asks at a URL', 'no answer from http://user:pw@proxy:3128', 'pw@'],
    ['what is asked at a URL', 'no answer from http://vault/creds?t=123', '123'],
    ['the arguments of a process', 'Command failed: /opt/vault --pin 1234\nwrong pin 1234', '1234'],
    ['the name of a process that has spaces, with its arguments', 'Command failed: "/opt/my vault" --pin 1234', '1234'],
  ])('is told without %s', (_, sentence, secret) => {
    expect(withoutSecrets(sentence)).not.toContain(secret);
  });

  it('is cut where it is long', () => {
    expect(withoutSecrets('word '.repeat(1_000)).length).toBeLessThan(400);
  });
});
