import { explainTrouble, toldIn } from '../../../client/trouble/trouble.ts';

const since = '2026-02-01T03:12:00.000Z';
const trouble = { type: 'S3Unavailable', message: 'ECONNREFUSED on ListParts of photos', since };

describe('the trouble that the status of a job tells of', () => {
  it('says for how long, and what S3 or the source of the credentials said', () => {
    const told = toldIn({ trouble });

    expect(told && explainTrouble(told, Date.parse(since) + 90_000)).toBe(
      'in trouble for 1 min 30 s: ECONNREFUSED on ListParts of photos',
    );
  });

  it('is that of a child, too', () => {
    expect(toldIn({ trouble: { ...trouble, child: 'range-7' } })).toEqual({ kind: 'outage', ...trouble });
  });

  it.each([[null], [{}]])('is none where there is none: %j', (status) => {
    expect(toldIn(status)).toBeNull();
  });
});
