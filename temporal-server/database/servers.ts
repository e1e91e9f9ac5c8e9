import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A Temporal server that works on a database file. */
export interface RunningServer {
  pid: number;
  /** Undefined: not said, so it is the server's default. */
  port: number | undefined;
}

/** The servers of this machine that have the file open, as their arguments tell. So no ID of another process is ever taken. */
export function serversOn(database: string): RunningServer[] {
  return commands()
    .filter(({ line }) => line.includes(' start-dev ') && `${line} `.includes(` --db-filename ${database} `))
    .map(({ pid, line }) => ({ pid, port: portIn(line) }));
}

function portIn(line: string): number | undefined {
  const port = / --port (\d+)( |$)/.exec(line)?.[1];
  return port === undefined ? undefined : Number(port);
}

interface RunningCommand {
  pid: number;
  /** The program and its arguments, with spaces between them. */
  line: string;
}

function commands(): RunningCommand[] {
  if (process.platform === 'win32') return [];
  return process.platform === 'linux' ? fromProc() : fromPs();
}

function fromProc(): RunningCommand[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => ({ pid: Number(pid), line: commandLine(pid) }));
}

/** Empty for a process that has ended meanwhile. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trimEnd();
  } catch {
    return '';
  }
}

function fromPs(): RunningCommand[] {
  const said = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1_024 * 1_024,
  });
  return said.split('\n').map((text) => {
    const [, pid = '0', line = ''] = /^\s*(\d+) (.*)$/.exec(text) ?? [];
    return { pid: Number(pid), line };
  });
}
