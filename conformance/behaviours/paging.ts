import type { ListMultipartUploadsCommandInput } from '@aws-sdk/client-s3';
import { type Behaviour, outcomeOf, type Trial } from '../behaviour.ts';
import { idsOf, list, sortedKeysOf, type UploadName, upload, uploads } from '../uploads.ts';

/** More pages than any listing here has. */
const PAGES_AT_MOST = 20;

export const PAGING: Behaviour[] = [
  {
    title: 'ends a page at max-uploads and says where to go on',
    async observe(trial) {
      const [, b] = (await uploads(trial, ['a', 'b', 'c'])) as [UploadName, UploadName];
      const page = await list(trial, { MaxUploads: 2 });
      return {
        keys: sortedKeysOf(page),
        isTruncated: page.IsTruncated,
        nextKey: page.NextKeyMarker,
        nextIdMatches: page.NextUploadIdMarker === b.UploadId,
      };
    },
    asS3: { keys: ['a', 'b'], isTruncated: true, nextKey: 'b', nextIdMatches: true },
  },
  {
    title: 'says of a full page that it is the last when it is, and fills in the next markers',
    async observe(trial) {
      await uploads(trial, ['a', 'b']);
      const page = await list(trial, { MaxUploads: 2 });
      return { keys: sortedKeysOf(page), isTruncated: page.IsTruncated, nextKey: page.NextKeyMarker };
    },
    asS3: { keys: ['a', 'b'], isTruncated: false, nextKey: 'b' },
  },
  {
    title: 'lists every upload once to who goes on from both markers',
    async observe(trial) {
      await uploads(trial, ['a', 'b', 'c', 'd', 'e']);
      return await foundByPaging(trial, 2);
    },
    asS3: { found: 5, distinct: 5 },
  },
  {
    title: 'lists every upload of one key once to who goes on from both markers',
    async observe(trial) {
      await uploads(trial, ['a', 'same', 'same', 'same', 'same', 'z']);
      return await foundByPaging(trial, 2);
    },
    asS3: { found: 6, distinct: 6 },
  },
  {
    title: 'pages within a prefix',
    async observe(trial) {
      await uploads(trial, ['a', 'logs/1', 'logs/2', 'logs/3', 'z']);
      return await foundByPaging(trial, 2, { Prefix: 'logs/' });
    },
    asS3: { found: 3, distinct: 3 },
  },
  {
    title: 'goes on strictly after a key marker alone, which need not be a key',
    async observe(trial) {
      await uploads(trial, ['a', 'b', 'b', 'd']);
      const after = async (KeyMarker: string) => sortedKeysOf(await list(trial, { KeyMarker }));
      return [await after('a'), await after('b'), await after('c'), await after('d')];
    },
    asS3: [['b', 'b', 'd'], ['d'], ['d'], []],
  },
  {
    title: 'ignores an upload-id-marker without a key-marker',
    async observe(trial) {
      const [, b] = (await uploads(trial, ['a', 'b', 'c'])) as [UploadName, UploadName];
      return sortedKeysOf(await list(trial, { UploadIdMarker: b.UploadId }));
    },
    asS3: ['a', 'b', 'c'],
  },
  {
    title: 'refuses an upload-id-marker of another key than the key-marker',
    async observe(trial) {
      const [, b] = (await uploads(trial, ['a', 'b', 'c'])) as [UploadName, UploadName];
      return await outcomeOf(list(trial, { KeyMarker: 'a', UploadIdMarker: b.UploadId }));
    },
    asS3: '400 InvalidArgument',
  },
  {
    title: 'shows an upload that was initiated behind the marker meanwhile',
    async observe(trial) {
      await uploads(trial, ['a', 'b', 'd']);
      const { NextKeyMarker, NextUploadIdMarker } = await list(trial, { MaxUploads: 2 });
      await upload(trial, 'c');
      const second = list(trial, { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker });
      return await second.then(sortedKeysOf, () => outcomeOf(second));
    },
    asS3: ['c', 'd'],
  },
];

async function foundByPaging(trial: Trial, MaxUploads: number, more: { Prefix?: string } = {}): Promise<object> {
  const ids: Array<string | undefined> = [];
  let markers: Omit<ListMultipartUploadsCommandInput, 'Bucket'> = {};
  try {
    for (let pages = 0; pages < PAGES_AT_MOST; pages += 1) {
      const page = await list(trial, { MaxUploads, ...more, ...markers });
      ids.push(...idsOf(page));
      if (!page.IsTruncated) return { found: ids.length, distinct: new Set(ids).size };
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
    return { found: ids.length, ends: 'never' };
  } catch (error) {
    return { found: ids.length, ends: await outcomeOf(Promise.reject(error)) };
  }
}
