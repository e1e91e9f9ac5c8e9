import { BEHAVIOURS } from './behaviours/index.ts';
import { SERVERS } from './servers/index.ts';

const asS3 = new Map(BEHAVIOURS.map((behaviour) => [behaviour.title, behaviour.asS3]));

it('specifies every behaviour once', () => {
  expect(asS3.size).toBe(BEHAVIOURS.length);
});

describe.each(Object.entries(SERVERS))('the known differences of %s', (_, { differences }) => {
  it.each(Object.entries(differences))('differ from S3: %s', (title, seen) => {
    expect(asS3.has(title)).toBe(true);
    expect(seen).not.toEqual(asS3.get(title));
  });
});
