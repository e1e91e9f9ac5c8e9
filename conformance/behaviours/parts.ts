import type { ListPartsCommandOutput } from '@aws-sdk/client-s3';
import { type Behaviour, outcomeOf, type Trial } from '../behaviour.ts';
import { emptyUpload, listParts, putPart, type UploadName } from '../uploads.ts';

export const PARTS: Behaviour[] = [
  {
    title: 'lists no parts of an upload that has none',
    async observe(trial) {
      const { Parts = [], IsTruncated } = await listParts(trial, await emptyUpload(trial, 'a'));
      return { parts: Parts.length, isTruncated: IsTruncated };
    },
    asS3: { parts: 0, isTruncated: false },
  },
  {
    title: 'tells the size of a part and when it came',
    async observe(trial) {
      const name = await withParts(trial, 1);
      const [part] = (await listParts(trial, name)).Parts ?? [];
      const age = Date.now() - (part?.LastModified?.getTime() ?? 0);
      return { size: part?.Size, isFresh: Math.abs(age) < 60_000 };
    },
    asS3: { size: 'part 1'.length, isFresh: true },
  },
  {
    title: 'pages through parts in the order of their numbers',
    async observe(trial) {
      const name = await withParts(trial, 5);
      const page = (after?: string) =>
        listParts(trial, name, { MaxParts: 2, ...(after && { PartNumberMarker: after }) });
      return [await pageOf(page()), await pageOf(page('2')), await pageOf(page('4'))];
    },
    asS3: [
      { parts: [1, 2], isTruncated: true, next: '2' },
      { parts: [3, 4], isTruncated: true, next: '4' },
      { parts: [5], isTruncated: false, next: '5' },
    ],
  },
];

async function withParts(trial: Trial, count: number): Promise<UploadName> {
  const name = await emptyUpload(trial, 'a');
  for (let number = count; number > 0; number -= 1) await putPart(trial, name, number);
  return name;
}

async function pageOf(asked: Promise<ListPartsCommandOutput>): Promise<unknown> {
  try {
    const { Parts = [], IsTruncated, NextPartNumberMarker } = await asked;
    return { parts: Parts.map(({ PartNumber }) => PartNumber), isTruncated: IsTruncated, next: NextPartNumberMarker };
  } catch (error) {
    return await outcomeOf(Promise.reject(error));
  }
}
