import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SimulatedS3 } from '../../../simulated-s3/index.ts';
import { BIN } from '../../support/built.ts';
import { type Finished, run, type Started, start } from '../../support/processes.ts';
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts';
import type { TestTemporal } from '../../support/temporal.ts';

type Variables = Record<string, string>;

/** `undefined` takes a variable away. */
type Changes = Record<string, string | undefined>;

/** Somebody with a home directory, an AWS config and an environment, who runs the built command. */
export class Person {
  readonly #folder: TempFolder;
  /** Of every command. */
  readonly variables: Variables;

  private constructor(folder: TempFolder, variables: Variables) {
    this.#folder = folder;
    this.variables = { HOME: folder.path, ...variables };
  }

  static async withVariables(variables: Variables): Promise<Person> {
    return new Person(await tempFolder(), variables);
  }

  /** Somebody with a Temporal namespace and the credentials of an S3. */
  static at({ variables }: Pick<TestTemporal, 'variables'>, s3: SimulatedS3): Promise<Person> {
    const { region, credentials } = s3.clientConfig();
    return Person.withVariables({
      ...variables,
      AWS_REGION: String(region),
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: String(credentials.secretAccessKey),
    });
  }

  get home(): string {
    return this.#folder.path;
  }

  /** Answers its path. */
  async write(name: string, text: string, mode = 0o644): Promise<string> {
    const path = join(this.home, name);
    await writeFile(path, text, { mode });
    return path;
  }

  /** Writes the AWS config, and answers the variable that names it. */
  async awsConfig(text: string): Promise<Variables> {
    return { AWS_CONFIG_FILE: await this.write('config', text) };
  }

  /** Writes the connection "default", and answers the flag that names the file. */
  async connection(settings: object): Promise<string[]> {
    return ['--connections', await this.write('connections.json', JSON.stringify({ default: settings }))];
  }

  async runs(argv: string[], variables: Changes = {}): Promise<Finished> {
    return await run(process.execPath, [BIN, ...argv], { env: this.#environment(variables) });
  }

  starts(argv: string[], variables: Changes = {}): Started {
    return start(process.execPath, [BIN, ...argv], { env: this.#environment(variables) });
  }

  /** On a terminal of so many columns. `script` is what has one. */
  startsOnTerminal(columns: number, argv: string[]): Started {
    const words = [process.execPath, BIN, ...argv].map((word) => `'${word}'`).join(' ');
    const line = `stty cols ${columns} rows 40; exec ${words}`;
    const env = { ...this.#environment({ TERM: 'xterm-256color' }), NO_COLOR: undefined };
    return start('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], { env });
  }

  async leaves(): Promise<void> {
    await this.#folder.remove();
  }

  /** `undefined` takes a variable of the test's own away. */
  #environment(variables: Changes): Record<string, string | undefined> {
    const ofTheTest = Object.keys(process.env).filter((name) =>
      /^(AWS_|TEMPORAL_ADD|TEMPORAL_NAME)|_proxy$/i.test(name),
    );
    const quiet = { AWS_EC2_METADATA_DISABLED: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    return {
      ...Object.fromEntries(ofTheTest.map((name) => [name, undefined])),
      ...quiet,
      ...this.variables,
      ...variables,
    };
  }
}
