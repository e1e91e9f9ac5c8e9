import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { main } from '../../../cli/main.ts';
import { openTestNamespace } from '../../support/temporal.ts';
import { recordedIo } from '../support/recorded-io.ts';

it.each([
  ['--metrics-port', '70000'],
  ['--metrics-port', 'http'],
  ['--otlp-endpoint', 'collector:4318'],
  ['--log-level', 'loud'],
  ['--log-format', 'xml'],
])('worker %s %s is refused with exit code 2, and the message names the flag', async (flag, value) => {
  const io = recordedIo();

  const code = await main(['worker', flag, value], io);

  expect(code).toBe(2);
  expect(io.written.stderr).toContain(flag);
});

it('a port that another program has is refused with exit code 2', async () => {
  const temporal = await openTestNamespace();
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const io = recordedIo({ env: temporal.variables });

  const code = await main(['worker', '--metrics-port', String(port)], io);

  other.close();
  await temporal.stop();
  expect(code).toBe(2);
  expect(io.written.stderr).toContain('--metrics-port');
});
