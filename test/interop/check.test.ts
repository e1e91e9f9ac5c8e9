import {
  CreateBucketCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { checkStore } from '../../conformance/index.ts';
import type { Server } from '../conformance/servers/server.ts';
import { STORES } from './stores.ts';

/** The first time, a Go program takes minutes to build. */
const INSTALLED_WITHIN_MS = 7_200_000;

describe.each(STORES)('a check of %s', (_, { start, differences }) => {
  let server: Server;
  let s3: S3Client;
  beforeAll(async () => {
    server = await start();
    s3 = new S3Client(connection());
  }, INSTALLED_WITHIN_MS);
  afterAll(async () => {
    s3?.destroy();
    await server?.stop();
  });

  const connection = () => ({
    endpoint: server.endpoint,
    credentials: server.credentials,
    region: 'us-east-1',
    forcePathStyle: true,
  });

  const buckets = async () => (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name) ?? [];

  const check = (bucket?: string) =>
    checkStore({
      connection: connection(),
      connectionName: 'default',
      signal: new AbortController().signal,
      ...(bucket && { bucket }),
    });

  it.each([
    ['in buckets of its own', undefined],
    ['in the bucket of somebody else', 'photos'],
  ])('%s finds the differences that are known, knows them, and leaves nothing', async (_place, bucket) => {
    if (bucket) await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const before = await buckets();

    const { sections, left } = await check(bucket);

    const tried = sections.flatMap(({ behaviours }) => behaviours).filter(({ verdict }) => verdict !== 'notTried');
    const differing = tried.filter(({ verdict }) => verdict !== 'asS3').map(({ title }) => title);
    const known = tried.map(({ title }) => title).filter((title) => Object.hasOwn(differences, title));
    // Under a prefix a page may differ that does not in a bucket of its own.
    expect(differing).toEqual(expect.arrayContaining(known));
    if (bucket === undefined) expect(differing.sort()).toEqual(known.sort());
    expect(tried.filter((behaviour) => behaviour.unknown)).toEqual([]);
    expect(left).toEqual({ uploads: [], objects: [], buckets: [] });
    expect(await buckets()).toEqual(before);
    if (bucket === undefined) return;
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).toEqual([]);
    expect((await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).toEqual([]);
  });
});
