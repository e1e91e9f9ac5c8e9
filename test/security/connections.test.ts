import { unknownConnection } from '../../activities/index.ts';
import { Gateways } from '../../worker/connections.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { checkCleanup } from '../../workflows/cleanup/request.ts';
import { checkTune } from '../../workflows/durable/tune.ts';
import type { FleetInput } from '../../workflows/fleet/contract.ts';
import { checkFleet } from '../../workflows/fleet/request.ts';
import type { PrepareInput } from '../../workflows/prepare/contract.ts';
import { checkPrepare } from '../../workflows/prepare/request.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

/** What would choose where requests go or who makes them, if anybody listened. */
const SMUGGLED: Array<[string, string]> = [
  ['endpoint', '{"endpoint": "http://192.0.2.1"}'],
  ['credentials', '{"credentials": {"accessKeyId": "a", "secretAccessKey": "b"}}'],
  ['region', '{"region": "eu-west-1"}'],
  ['profile', '{"profile": "admin"}'],
  ['http', '{"http": {"requestTimeout": 0}}'],
  ['__proto__', '{"__proto__": {"endpoint": "http://192.0.2.1"}}'],
  ['constructor', '{"constructor": {"endpoint": "http://192.0.2.1"}}'],
  ['an endpoint as connection', '{"connection": {"endpoint": "http://192.0.2.1"}}'],
  ['a list as connection', '{"connection": ["default"]}'],
  ['limits.endpoint', '{"limits": {"endpoint": "http://192.0.2.1"}}'],
  ['retry.endpoint', '{"retry": {"endpoint": "http://192.0.2.1"}}'],
  ['a URL as bucket', '{"bucket": "http://192.0.2.1/photos"}'],
  ['a path as bucket', '{"bucket": "../photos"}'],
  ['a host as bucket', '{"bucket": "photos@192.0.2.1"}'],
];

/** As it arrives at a worker: from JSON, with own properties of any name. */
function inputWith<Input>(valid: string, smuggled: string): Input {
  return JSON.parse(`${valid.slice(0, -1)}, ${smuggled.slice(1)}`);
}

describe('the input of a workflow cannot choose endpoints or credentials', () => {
  it.each(SMUGGLED)('of cleanupMultipartUploads: %s', (_, smuggled) => {
    const input = inputWith<CleanupInput>('{"bucket": "photos", "select": {"all": true}}', smuggled);

    expect(() => checkCleanup(input, NOW)).toThrow(expect.objectContaining({ type: 'InvalidInput' }));
  });

  it.each(SMUGGLED)('of prepareBucketDeletion: %s', (_, smuggled) => {
    const input = inputWith<PrepareInput>('{"bucket": "photos"}', smuggled);

    expect(() => checkPrepare(input, NOW)).toThrow(expect.objectContaining({ type: 'InvalidInput' }));
  });

  it.each(SMUGGLED)('of cleanupBuckets: %s', (_, smuggled) => {
    const input = inputWith<FleetInput>('{"buckets": ["photos"], "select": {"all": true}}', smuggled);

    expect(() => checkFleet(input, NOW)).toThrow(expect.objectContaining({ type: 'InvalidInput' }));
  });

  it.each(SMUGGLED)('of the update tune: %s', (_, smuggled) => {
    const tune = inputWith('{"concurrency": 1}', smuggled);

    expect(() => checkTune(tune)).toThrow(expect.objectContaining({ type: 'InvalidInput' }));
  });
});

describe('a connection is one that the worker was given', () => {
  const gateways = new Gateways({ default: { region: 'us-east-1' } });
  afterAll(() => gateways.close());

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'default ', 'DEFAULT', 'http://192.0.2.1'])(
    'and not %s',
    (name) => {
      expect(() => gateways.get(name)).toThrow(expect.objectContaining({ type: 'UnknownConnection' }));
    },
  );

  it('and is told by name alone', () => {
    const { message } = unknownConnection('nope', ['default']);

    expect(message).not.toContain('region');
  });
});
