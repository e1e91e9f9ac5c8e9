import { summarize } from '../../client/description.ts';
import { defaultWorkflowId } from '../../domain/job-id.ts';

const all = { select: { all: true } } as const;

describe('the description of a job', () => {
  it('has an ID made of bucket and prefix', () => {
    expect(defaultWorkflowId({ bucket: 'photos', ...all })).toBe('s3-cleanup/photos');
    expect(defaultWorkflowId({ bucket: 'photos', prefix: 'raw/', ...all })).toBe('s3-cleanup/photos/raw/');
  });

  it('keeps to the bytes that Temporal takes, and tells long prefixes apart', () => {
    const prefixes = ['€'.repeat(340), `${'€'.repeat(340)}a`];
    const [one, other] = prefixes.map((prefix) => defaultWorkflowId({ bucket: 'photos', prefix, ...all }));
    expect(Buffer.byteLength(one as string)).toBeLessThanOrEqual(1_000);
    expect(one).not.toBe(other);
    expect(one).not.toContain('\uFFFD');
  });

  it('has a summary of 200 bytes at most', () => {
    const summary = summarize({ bucket: 'photos', prefix: '€'.repeat(340), ...all });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(200);
  });
});
