/** The flags that have another name than their field of the input. */
const FLAGS: Record<string, string> = {
  bucket: 'BUCKET',
  'select.olderThan': '--older-than',
  'select.initiatedBefore': '--initiated-before',
  'retry.giveUpAfter': '--give-up-after',
  'limits.concurrency': '--concurrency',
  'limits.requestsPerSecond': '--requests-per-second',
  buckets: '--bucket',
  'deleteBucket.confirm': '--confirm',
};

/** An InvalidInput message that names the flag instead of the field: `--idle-for must be …`. */
export function inFlags(message: string, field: string): string {
  return message.startsWith(`${field} `) ? flagOf(field) + message.slice(field.length) : message;
}

function flagOf(field: string): string {
  return FLAGS[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
