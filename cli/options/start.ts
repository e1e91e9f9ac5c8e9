import type { Command } from 'commander';
import { TASK_QUEUE } from '../../domain/job-id.ts';

/** The flags of every command that starts a job. */
export interface StartFlags {
  taskQueue?: string;
  follow?: true;
}

/** Adds the flags of every command that starts a job. */
export function addStartOptions(command: Command): Command {
  return addTaskQueueOption(command).option('--follow', 'wait for its end and print its report');
}

/** Adds the one flag that a schedule shares with them. */
export function addTaskQueueOption(command: Command): Command {
  return command.option('--task-queue <name>', `where workers take it from (default: ${TASK_QUEUE})`);
}
