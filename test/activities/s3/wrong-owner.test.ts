import type { Target } from '../../../activities/contract.ts';
import { refuseWrongOwner } from '../../../activities/s3/wrong-owner.ts';
import { s3Failure, target } from '../support/fake-gateway.ts';

const owned: Target = { ...target, expectedBucketOwner: '111122223333' };
const denied = s3Failure('AccessDenied', 'HeadBucket');

describe('a bucket that S3 denies', () => {
  it('has another owner where S3 answers the same question without the expected owner', async () => {
    const asked: Target[] = [];
    const refusing = refuseWrongOwner(denied, owned, async (anyOwner) => void asked.push(anyOwner));

    await expect(refusing).rejects.toMatchObject({ type: 'WrongBucketOwner' });
    expect(asked).toEqual([target]);
  });

  it('wants a permission where S3 denies that, too', async () => {
    await refuseWrongOwner(denied, owned, () => Promise.reject(s3Failure('AccessDenied', 'HeadBucket')));
  });

  it('tells nothing where S3 does not answer that', async () => {
    const refusing = refuseWrongOwner(denied, owned, () => Promise.reject(s3Failure('InternalError', 'HeadBucket')));

    await expect(refusing).rejects.toMatchObject({ type: 'S3Unavailable' });
  });

  it.each([
    ['no owner is expected', denied, target],
    ['S3 says something else', s3Failure('NoSuchBucket', 'HeadBucket'), owned],
  ])('is not asked for again where %s', async (_, failure, of) => {
    const asked: Target[] = [];

    await refuseWrongOwner(failure, of, async (anyOwner) => void asked.push(anyOwner));

    expect(asked).toEqual([]);
  });
});
