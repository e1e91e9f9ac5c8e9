import { SERVERS } from '../conformance/servers/index.ts';
import { specify } from '../conformance/specify.ts';

/** The first time, a Go program takes minutes to build. */
const INSTALLED_WITHIN_MS = 1_200_000;

for (const [name, { start, differences }] of Object.entries(SERVERS)) {
  specify(name, start, differences, INSTALLED_WITHIN_MS);
}
