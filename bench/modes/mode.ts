/** What the command line asks for. */
export interface Options {
  /** Uploads of a job of this package. Default: the mode's own. */
  uploads?: number;
  /** Milliseconds. Default: the mode's own. */
  latencies?: number[];
  /** How often each contender is measured, by turns. */
  rounds: number;
}

/** What a mode measured. */
export interface Outcome {
  /** What to print. */
  text: string;
  /** What follows from it, by name. */
  further?: Record<string, string>;
  /** What to keep, under the mode's name; absent: nothing. */
  result?: object;
  /** SVG. */
  plot?: string;
  failed?: boolean;
}

export type Mode = (options: Options) => Promise<Outcome>;
