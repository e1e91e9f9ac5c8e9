import type { controlCommands } from './control-commands.ts';

type Commands = typeof controlCommands;
type Arguments<Name extends keyof Commands> = Parameters<Commands[Name]> extends [unknown, infer Args] ? [Args] : [];
type Result<Name extends keyof Commands> = Awaited<ReturnType<Commands[Name]>>;

/** Works the switches of a simulated S3 that runs in a process of its own (main.ts). */
export class SimulatedS3Control {
  readonly #url: string;

  /** `url`: what the process printed as `control`. */
  constructor(url: string) {
    this.#url = url;
  }

  /** Runs one of the `controlCommands`; rejects when the server refuses it. */
  async run<Name extends keyof Commands>(name: Name, ...args: Arguments<Name>): Promise<Result<Name>> {
    const body = JSON.stringify(args[0] ?? {});
    const response = await fetch(`${this.#url}/_simulated/${name}`, { method: 'POST', body });
    const content = (await response.json()) as { result: Result<Name>; error?: string };
    if (content.error !== undefined) throw new Error(`${name}: ${content.error}`);
    return content.result;
  }
}
