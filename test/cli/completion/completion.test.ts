import { Command } from 'commander';
import { SUBCOMMANDS } from '../../../cli/commands/index.ts';
import { main } from '../../../cli/main.ts';
import { recordedIo } from '../support/recorded-io.ts';

const SHELLS = ['bash', 'zsh', 'fish'];

async function scriptFor(shell: string): Promise<string> {
  const io = recordedIo();
  expect(await main(['completion', shell], io)).toBe(0);
  expect(io.written.stderr).toBe('');
  return io.written.stdout;
}

async function configured(): Promise<Command[]> {
  const commands = SUBCOMMANDS.map(async ({ name, load }) => {
    const command = new Command(name);
    (await load()).configure(command);
    return command;
  });
  return await Promise.all(commands);
}

describe.each(SHELLS)('the completion for %s', (shell) => {
  it('knows every command and every flag that its help shows', async () => {
    const [script, commands] = [await scriptFor(shell), await configured()];
    const shown = commands.flatMap(({ options }) => options.filter(({ hidden }) => !hidden));
    const spelled = shown.map(({ long }) => (shell === 'fish' ? `-l ${long?.slice(2)} ` : `${long}`));

    const missing = [...commands.map((command) => command.name()), ...spelled].filter((word) => !script.includes(word));

    expect(missing).toEqual([]);
  });

  it('knows the values that a flag may have, as the command itself does', async () => {
    const script = await scriptFor(shell);
    const lists = (await configured()).flatMap(({ options }) => options.flatMap(({ argChoices }) => argChoices ?? []));

    expect(lists).toEqual(expect.arrayContaining(['debug', 'text', 'never']));
    expect(lists.filter((value) => !script.includes(value))).toEqual([]);
  });

  it('leaves out what help hides', async () => {
    const hidden = (await configured()).find((command) => command.name() === 'run');
    expect(hidden?.options.some(({ long, hidden }) => long === '--follow' && hidden)).toBe(true);

    const script = await scriptFor(shell);

    const ofRun = script.split('\n').filter((line) => /(^| )run\)|'run --|__s3_cleanup_in run'/.test(line));
    expect(ofRun.filter((line) => /--follow|-l follow/.test(line))).toEqual([]);
    expect(ofRun).not.toEqual([]);
  });
});

it('is one JSON document with --json', async () => {
  const io = recordedIo();

  expect(await main(['completion', 'fish', '--json'], io)).toBe(0);

  expect(JSON.parse(io.written.stdout)).toEqual({ shell: 'fish', script: await scriptFor('fish') });
});

it('of another shell is wrong usage, and the message lists those that are known', async () => {
  const io = recordedIo();

  expect(await main(['completion', 'tcsh'], io)).toBe(2);

  expect(io.written.stderr).toMatch(/bash, zsh, fish/);
});
