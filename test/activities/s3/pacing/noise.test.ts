import { Noise } from '../../../../activities/s3/pacing/noise.ts';

/** Asks at the pace that the verdicts lead to. Answers the paces, one a second. */
function paces(from: number, seconds: number, refusedOf: (perSecond: number) => number): number[] {
  const noise = new Noise();
  let perSecond = from;
  return Array.from({ length: seconds }, () => {
    const { fromPace, before } = noise.judge({ answers: perSecond, refused: refusedOf(perSecond), perSecond });
    perSecond = before ?? perSecond - fromPace;
    return perSecond;
  });
}

it('goes back to the pace before when four falls were in vain, and tolerates the share from then on', () => {
  const seen = paces(1_000, 7, (perSecond) => 0.2 * perSecond);

  expect(seen.map(Math.round)).toEqual([800, 640, 512, 410, 1_000, 1_000, 1_000]);
});

it('counts anew where the share is more than twice as large: falls that came before were for another reason', () => {
  let second = 0;
  const seen = paces(1_000, 6, (perSecond) => (second++ < 3 ? 0.02 : 0.35) * perSecond);

  expect(seen.map(Math.round)).toEqual([980, 960, 941, 612, 398, 258]);
});

it('does not go back where falling helps', () => {
  const seen = paces(1_000, 6, (perSecond) => Math.max(0, perSecond - 500));

  expect(seen).toEqual([500, 500, 500, 500, 500, 500]);
});

it('goes down again where S3 refuses more of the pace before: another worker had begun meanwhile', () => {
  let second = 0;
  const limits = [900, 700, 550, 430, 430, 430, 430];
  const seen = paces(1_000, 7, (perSecond) => Math.max(0, perSecond - (limits[second++] ?? 430)));

  expect(seen.at(-1)).toBe(430);
});

it('takes no share above two fifths for noise', () => {
  const seen = paces(1_000, 8, (perSecond) => 0.5 * perSecond);

  expect(seen.at(-1)).toBeLessThan(10);
});
