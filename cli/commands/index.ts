import type { Command } from 'commander';
import type { ExitCode, Io } from '../io.ts';

/** One subcommand: what it takes, and what it does with it. */
export interface Subcommand {
  configure(command: Command): void;
  run(command: Command, io: Io): Promise<ExitCode>;
}

interface Entry {
  name: string;
  summary: string;
  /** It tells of all the others, so that they are loaded, too. */
  tellsOfAll?: true;
  load(): Promise<Subcommand>;
}

/** In the order in which a new user meets them. */
export const SUBCOMMANDS: Entry[] = [
  {
    name: 'demo',
    summary: 'show it all on this machine: Temporal, a simulated S3, a worker, one job',
    load: () => import('./demo.ts'),
  },
  {
    name: 'run',
    summary: 'clean a bucket with nothing to operate: run again, it goes on where it was',
    load: () => import('./run.ts'),
  },
  { name: 'worker', summary: 'run a worker until Ctrl-C', load: () => import('./worker.ts') },
  {
    name: 'start',
    summary: 'start a job that aborts the incomplete uploads of a bucket',
    load: () => import('./start.ts'),
  },
  {
    name: 'prepare',
    summary: 'start a job that makes a bucket ready for its deletion, or deletes it',
    load: () => import('./prepare.ts'),
  },
  {
    name: 'fleet',
    summary: 'start a job that cleans many buckets, by name or by glob',
    load: () => import('./fleet.ts'),
  },
  {
    name: 'schedule',
    summary: 'clean a bucket again and again, such as every night',
    load: () => import('./schedule.ts'),
  },
  {
    name: 'list',
    summary: 'list the incomplete uploads of a bucket, straight from S3',
    load: () => import('./list.ts'),
  },
  {
    name: 'lifecycle',
    summary: 'show or add the rule by which S3 itself aborts incomplete uploads',
    load: () => import('./lifecycle.ts'),
  },
  {
    name: 'check',
    summary: "try which of S3's behaviours a store has, and whether that will do",
    load: () => import('./check.ts'),
  },
  {
    name: 'follow',
    summary: 'watch a job until it ends, and print its report',
    load: () => import('./on-job/follow.ts'),
  },
  { name: 'status', summary: 'show how far a job is', load: () => import('./on-job/status.ts') },
  { name: 'report', summary: 'print the report of a finished job', load: () => import('./on-job/report.ts') },
  { name: 'pause', summary: 'let a job start no further requests', load: () => import('./on-job/pause.ts') },
  { name: 'resume', summary: 'let a paused job go on', load: () => import('./on-job/resume.ts') },
  { name: 'tune', summary: 'change the limits of a running job', load: () => import('./on-job/tune.ts') },
  { name: 'cancel', summary: 'stop a job; what is aborted stays aborted', load: () => import('./on-job/cancel.ts') },
  {
    name: 'register-search-attributes',
    summary: 'make the search attributes of jobs known to a namespace',
    load: () => import('./register-search-attributes.ts'),
  },
  {
    name: 'completion',
    summary: 'print the script by which bash, zsh or fish completes this command',
    tellsOfAll: true,
    load: () => import('./completion.ts'),
  },
];
