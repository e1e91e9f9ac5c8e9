/** How a worker logs. */
export interface LogOptions {
  /** The least that is logged. */
  logLevel: 'error' | 'warn' | 'info' | 'debug';
  logFormat: 'text' | 'json';
}

/** A message of the process itself, as a line of the log. The level does not matter. */
export function tell({ logFormat }: Pick<LogOptions, 'logFormat'>, message: string): string {
  if (logFormat === 'text') return message;
  return JSON.stringify({ time: new Date().toISOString(), level: 'info', message });
}
