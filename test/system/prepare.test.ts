import { randomUUID } from 'node:crypto';
import type { ApplicationFailure } from '@temporalio/common';
import type { PrepareInput, PrepareReport } from '../../workflows/prepare-contract.ts';
import { failureOf } from '../workflows/cleaning.ts';
import { System } from './system.ts';

const QUICK = { settle: 200, quietPeriod: 100, retry: { initial: 100, maximum: 500 } } as const;

describe('preparing a bucket of the simulated S3 for its deletion', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());

  function start(input: PrepareInput) {
    return system.temporal.env.client.workflow.start<(input: PrepareInput) => Promise<PrepareReport>>(
      'prepareBucketDeletion',
      {
        args: [{ ...QUICK, ...input }],
        taskQueue: system.taskQueue,
        workflowId: `s3-cleanup/${input.bucket}/prepare`,
      },
    );
  }

  const prepare = async (input: PrepareInput) => (await start(input)).result();
  const fail = async (input: PrepareInput): Promise<ApplicationFailure> => failureOf((await start(input)) as never);

  function bucket(options: Parameters<System['s3']['createBucket']>[1] = {}, suffix = ''): string {
    const name = `old-${randomUUID().slice(0, 8)}${suffix}`;
    system.s3.createBucket(name, options);
    return name;
  }

  it('aborts its uploads, deletes every version and delete marker, deletes it, and proves that it is gone', async () => {
    const name = bucket({ versioned: true });
    system.s3.seedUploads(name, 1_500, (n) => ({ key: `raw/${n}`, parts: [{ size: 1 }], initiator: 'camera' }));
    system.s3.seedObjects(name, 900, (n) => ({ key: `done/${n}`, versions: 3, deleteMarker: n % 3 === 0 }));

    const report = await prepare({ bucket: name, emptyObjects: true, deleteBucket: { confirm: name } });

    expect(report).toMatchObject({
      ready: true,
      deleted: true,
      inspected: { kind: 'general-purpose', versioning: 'enabled', holdsUploads: true, holdsObjects: true },
      uploads: { selected: 1_500, gone: 1_500 },
      objects: { versions: 2_700, deleteMarkers: 300 },
      initiators: [{ id: 'camera', uploads: 1_500 }],
    });
    expect(system.s3.hasBucket(name)).toBe(false);
  });

  it('empties and deletes a directory bucket', async () => {
    const name = bucket({}, '--use1-az4--x-s3');
    system.s3.seedUploads(name, 50, (n) => ({ key: `raw/${n}` }));
    system.s3.seedObjects(name, 50, (n) => ({ key: `done/${n}` }));

    const report = await prepare({ bucket: name, emptyObjects: true, deleteBucket: { confirm: name } });

    expect(report).toMatchObject({
      deleted: true,
      inspected: { kind: 'directory' },
      uploads: { gone: 50 },
      objects: { versions: 50, deleteMarkers: 0 },
    });
    expect(system.s3.hasBucket(name)).toBe(false);
  });
});
