import { bytes } from '../../../cli/output/bytes.ts';

it.each([
  [0, '0 bytes'],
  [1_023, '1023 bytes'],
  [1_024, '1.0 KiB'],
  [33_500_000_000, '31.2 GiB'],
])('gives %d bytes as %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});
