const BINARY_UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `512 bytes`, `31.2 GiB`. */
export function bytes(value: number): string {
  let unit = 0;
  let amount = value;
  while (amount >= 1_024 && unit < BINARY_UNITS.length - 1) {
    amount /= 1_024;
    unit += 1;
  }
  return `${unit === 0 ? amount : amount.toFixed(1)} ${BINARY_UNITS[unit]}`;
}
