import { steadyOf } from '../../bench/rig/steady.ts';

/** A server that nobody asks in the first second, that then takes 10 a second and refuses 90, and from the sixth second on takes 90 and refuses 10. */
function samplesOf(seconds: number) {
  return Array.from({ length: seconds + 1 }, (_, second) => {
    const asked = Math.max(0, second - 1);
    const learned = Math.max(0, asked - 5);
    return { at: 1_000 * second, requests: 100 * asked, refused: 90 * (asked - learned) + 10 * learned };
  });
}

it('counts from the fifth second after the first request on', () => {
  // The first sample that shows requests is of the second second: one more of learning has passed by then.
  expect(steadyOf(samplesOf(12))).toEqual({ acceptedPerSecond: 90, refusedShare: 0.1 });
});

it('ends with the last request, not with the report', () => {
  const samples = samplesOf(12);
  const later = [13_000, 14_000].map((at) => ({ ...samples[12], at }) as (typeof samples)[number]);

  expect(steadyOf([...samples, ...later])).toEqual(steadyOf(samples));
});

it.each([[0], [3], [6]])('says nothing of a job that is over within %i seconds', (seconds) => {
  expect(steadyOf(samplesOf(seconds))).toBeUndefined();
});
