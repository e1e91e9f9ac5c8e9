import { summarize } from '../../client/description.ts';

describe('the description of a job', () => {
  it('has a summary of 200 bytes at most', () => {
    const summary = summarize({ bucket: 'photos', prefix: '€'.repeat(340), select: { all: true } });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(200);
  });
});
