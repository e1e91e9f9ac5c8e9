import { fairnessKey, PRIORITY_OF_SCHEDULES } from '../../../domain/task-queue/priority.ts';

const DEFAULT = 3;
const HASH = /^[0-9a-f]{32}$/;

describe('the turn of a job', () => {
  it('of a schedule comes after those that somebody starts', () => {
    expect(PRIORITY_OF_SCHEDULES).toBeGreaterThan(DEFAULT);
  });

  it('is that of its bucket, by name', () => {
    expect(fairnessKey('photos')).toBe('photos');
    expect(fairnessKey('b'.repeat(64))).toBe('b'.repeat(64));
  });

  it('is told by a hash where Temporal does not take the name, or is not to see it', () => {
    expect(fairnessKey('b'.repeat(65))).toMatch(HASH);
    expect(fairnessKey('\u00e4'.repeat(33))).toMatch(HASH);
    expect(fairnessKey('photos', { hidden: true })).toMatch(HASH);
    expect(fairnessKey('photos', { hidden: true })).not.toBe(fairnessKey('videos', { hidden: true }));
  });
});
