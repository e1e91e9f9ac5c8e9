/** How a worker logs. */
export interface LogOptions {
  /** The least that is logged. */
  logLevel: 'error' | 'warn' | 'info' | 'debug';
  logFormat: 'text' | 'json';
}

/** A line of the process itself, in the format of the log, whatever the level. */
export function tell({ logFormat }: Pick<LogOptions, 'logFormat'>, message: string): string {
  if (logFormat === 'text') return message;
  return JSON.stringify({ time: new Date().toISOString(), level: 'info', message });
}
