import { isMarkedEncoding, markEncoding } from '../../../domain/task-queue/worker-identity.ts';

describe('the identity of a worker whose payloads are encoded', () => {
  it('says so at its end, and keeps what it was', () => {
    expect(markEncoding('7@host')).toBe('7@host+encoded');
    expect(isMarkedEncoding(markEncoding('7@host'))).toBe(true);
  });

  it('says so once', () => {
    expect(markEncoding(markEncoding('7@host'))).toBe('7@host+encoded');
  });

  it('is told from that of others', () => {
    expect(isMarkedEncoding('7@host')).toBe(false);
    expect(isMarkedEncoding('+encoded@host')).toBe(false);
  });
});
