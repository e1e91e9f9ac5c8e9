import { specify } from '../conformance/specify.ts';
import { STORES } from './stores.ts';

/** The first time, a program takes minutes to build. */
const INSTALLED_WITHIN_MS = 7_200_000;

for (const [name, { start, differences }] of STORES) {
  specify(name, start, differences, INSTALLED_WITHIN_MS);
}
