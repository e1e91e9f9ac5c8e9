import { BEHAVIOURS } from '../../conformance/behaviours/index.ts';
import { KNOWN_DIFFERENCES } from '../../conformance/differences/index.ts';
import { judge } from '../../conformance/judge.ts';
import { SERVERS } from './servers/index.ts';

const asS3 = new Map(BEHAVIOURS.map((behaviour) => [behaviour.title, behaviour.asS3]));

it('says of every behaviour what a difference means, and of nothing else', () => {
  expect(Object.keys(KNOWN_DIFFERENCES).sort()).toEqual([...asS3.keys()].sort());
});

it.each(BEHAVIOURS)('takes what S3 does for no difference: $title', (behaviour) => {
  expect(judge(behaviour, behaviour.asS3)).toBeUndefined();
});

it('specifies every behaviour once', () => {
  expect(asS3.size).toBe(BEHAVIOURS.length);
});

describe.each(Object.entries(SERVERS))('the known differences of %s', (_, { differences }) => {
  it.each(Object.entries(differences))('differ from S3: %s', (title, seen) => {
    expect(asS3.has(title)).toBe(true);
    expect(seen).not.toEqual(asS3.get(title));
  });
});
