import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { abortAfterDays } from '../../activities/bucket/lifecycle/bucket-lifecycle.ts';
import type { CleanupFailure } from '../../client/index.ts';
import { checkStore } from '../../conformance/index.ts';
import { run } from '../support/processes.ts';
import { System } from '../support/system.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROOT = resolve(__dirname, '..', '..');
const SCHEMAS = join(ROOT, 'schemas');

/** What the schema has against the document; nothing that the schema does not name is let through. */
function violations(schema: string, document: unknown): unknown {
  const published = JSON.parse(readFileSync(join(SCHEMAS, `${schema}.json`), 'utf8'));
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(closed(published));
  validate(JSON.parse(JSON.stringify(document)));
  return validate.errors;
}

/** Objects take no fields beyond those that are named. */
function closed(schema: unknown): object {
  const close = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(close);
    const entries = Object.entries(value).map(([name, inner]) => [name, close(inner)]);
    const isObject = 'properties' in value && !('additionalProperties' in value);
    return { ...Object.fromEntries(entries), ...(isObject && { additionalProperties: false }) };
  };
  return close(schema) as object;
}

const failureOf = (work: Promise<unknown>): Promise<CleanupFailure> =>
  work.then(
    () => Promise.reject(new Error('expected a failure')),
    (failure) => failure,
  );

describe('the published JSON Schemas', () => {
  it('are those of the types: `npm run schemas` writes them', async () => {
    const folder = await tempFolder();

    const { code } = await run(process.execPath, [join(ROOT, 'tools', 'schemas', 'generate.js'), folder.path]);

    const read = (path: string) =>
      Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'utf8')]));
    expect(code).toBe(0);
    expect(read(SCHEMAS)).toEqual(read(folder.path));
    await folder.remove();
  });

  it.each([
    ['cleanup-input', { bucket: 'photos', select: { olderThan: '7d' }, settle: 500, retry: { initial: '1s' } }],
    ['cleanup-input', { bucket: 'photos', select: { all: true }, limits: { concurrency: 8 }, dryRun: true }],
    ['prepare-input', { bucket: 'photos', emptyObjects: true, deleteBucket: { confirm: 'photos' } }],
    ['fleet-input', { match: 'logs-*', select: { initiatedBefore: '2026-01-01T00:00:00Z' }, parallelism: 2 }],
    ['tune', { requestsPerSecond: null }],
  ])('accept a %s', (schema, input) => {
    expect(violations(schema, input)).toBeNull();
  });

  it.each([
    ['cleanup-input', { bucket: 'photos' }],
    ['cleanup-input', { bucket: 'photos', select: {} }],
    ['cleanup-input', { bucket: 'photos', select: { all: true }, resume: {} }],
    ['cleanup-input', { bucket: 'photos', select: { all: true }, prefx: 'raw/' }],
    ['prepare-input', { bucket: 'photos', deleteBucket: true }],
    ['fleet-input', { buckets: 'photos', select: { all: true } }],
    ['tune', { requestsPerSecond: 'none' }],
  ])('refuse a %s that is none', (schema, input) => {
    expect(violations(schema, input)).not.toBeNull();
  });

  describe('describe what jobs answer:', () => {
    let system: System;
    beforeAll(async () => {
      system = await System.begin();
    });
    afterAll(() => system.end());

    function bucket(uploads = 3): string {
      const name = `photos-${randomUUID()}`;
      system.s3.createBucket(name);
      system.s3.seedUploads(name, uploads, (n) => ({ key: `raw/${n}`, parts: [{ size: 1 }], initiator: 'camera' }));
      return name;
    }

    it('a cleanup', async () => {
      const job = await system.start({ bucket: bucket(), measure: true, idleFor: '1ms' });

      expect(violations('cleanup-status', await job.status())).toBeNull();
      expect(violations('limits-in-force', await job.tune({ concurrency: 9 }))).toBeNull();
      expect(violations('cleanup-report', await job.result())).toBeNull();
    });

    it('a dry run', async () => {
      const job = await system.start({ bucket: bucket(), dryRun: true, idleFor: '1ms' });

      expect(violations('cleanup-report', await job.result())).toBeNull();
    });

    it('a cleanup that fails', async () => {
      const name = bucket();
      system.s3.deny({ bucket: name, key: 'raw/1', operation: 'AbortMultipartUpload' });
      const job = await system.start({ bucket: name, retry: { giveUpAfter: 1, initial: 1 } });

      const failure: CleanupFailure = await failureOf(job.result());

      expect(violations('uploads-remain-details', failure.details)).toBeNull();
    });

    it('a preparation', async () => {
      const name = bucket();
      system.s3.seedObjects(name, 2, (n) => ({ key: `done/${n}` }));
      const pace = { settle: 100, quietPeriod: 100 };
      const job = await system.client.prepare({ bucket: name, emptyObjects: true, ...pace });

      expect(violations('prepare-status', await job.status())).toBeNull();
      expect(violations('prepare-report', await job.result())).toBeNull();
    });

    it('a preparation that fails', async () => {
      const name = bucket(0);
      system.s3.seedObjects(name, 1, () => ({ key: 'kept' }));
      const job = await system.client.prepare({ bucket: name, deleteBucket: { confirm: name }, quietPeriod: 1 });

      const failure: CleanupFailure = await failureOf(job.result());

      expect(violations('prepare-failure-details', failure.details)).toBeNull();
    });

    it('a check of a store', async () => {
      system.s3.createBucket('checked', { versioned: true, keyMarkerAlone: 'from' });
      const connection = system.s3.clientConfig();
      const { signal } = new AbortController();

      const report = await checkStore({ connection, connectionName: 'default', bucket: 'checked', signal });

      expect(violations('check-report', report)).toBeNull();
    });

    it('the lifecycle rules of a bucket', async () => {
      system.s3.createBucket('with-rule');
      const { signal } = new AbortController();
      const target = { connection: 'default', bucket: 'with-rule' };

      const report = await abortAfterDays(system.s3.clientConfig(), target, 7, signal);

      expect(report).toMatchObject({ change: 'added', abortsAfterDays: 7 });
      expect(violations('lifecycle-report', report)).toBeNull();
    });

    it('a fleet', async () => {
      const buckets = [bucket(), 'no-such-bucket', bucket(0)];
      const pace = { settle: 500, quietPeriod: 100 };
      const job = await system.client.fleet({ buckets, select: { all: true }, dryRun: false, ...pace });

      expect(violations('fleet-status', await job.status())).toBeNull();
      expect(violations('fleet-report', await job.result())).toBeNull();
    });
  });
});
