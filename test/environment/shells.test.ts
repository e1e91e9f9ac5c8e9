import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BIN } from '../support/built.ts';
import { run } from '../support/processes.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

/** The keys that insert all that fits at the cursor: ESC * of bash; in zsh, a widget inserts what Tab has listed. */
const INSERT_ALL: Record<string, string> = { bash: '\x1b*', zsh: '\t\x1b*' };

const ZSH_INSERTS_ALL = `
autoload -Uz compinit && compinit -u -D
unsetopt list_ambiguous
zle -C insert-all complete-word _generic
zstyle ':completion:insert-all:*' old-matches only
zstyle ':completion:insert-all::::' completer _all_matches
bindkey '\\e*' insert-all
`;

/** What the user's own file says: the completion, and a command that tells what it was given. */
const configuration = (shell: string, folder: string): string => `
PS1=
${shell === 'zsh' ? ZSH_INSERTS_ALL : ''}
source '${join(folder, `script.${shell}`)}'
s3-cleanup() { printf '%s\\n' "$@" > '${join(folder, 'given')}'; }
`;

describe.each(['bash', 'zsh', 'fish'])('a person who presses Tab in %s', (shell) => {
  let folder: TempFolder;
  let script: string;
  beforeAll(async () => {
    folder = await tempFolder();
    script = join(folder.path, `script.${shell}`);
    const printed = await run(process.execPath, [BIN, 'completion', shell]);
    writeFileSync(script, printed.stdout);
    writeFileSync(join(folder.path, shell === 'zsh' ? '.zshrc' : 'bashrc'), configuration(shell, folder.path));
    mkdirSync(join(folder.path, 'here', 'connections.d'), { recursive: true });
    writeFileSync(join(folder.path, 'here', 'connections.json'), '{}');
  });
  afterAll(() => folder.remove());

  /** What the shell offers in the place of the last word. */
  async function offered(line: string): Promise<string[]> {
    const words = line.split(' ');
    const found = shell === 'fish' ? await toldByFish(line) : await insertedInTerminal(line, words.length - 2);
    return found.sort();
  }

  async function toldByFish(line: string): Promise<string[]> {
    const asked = `source '${script}'; complete -C '${line}'`;
    const { stdout } = await run('fish', ['--no-config', '-c', asked], { cwd: join(folder.path, 'here') });
    return stdout.split('\n').flatMap((found) => found.split('\t')[0] || []);
  }

  /** \`script\` gives the shell the terminal without which it reads no keys. */
  async function insertedInTerminal(line: string, before: number): Promise<string[]> {
    const start = { bash: `bash --noprofile --rcfile '${join(folder.path, 'bashrc')}' -i`, zsh: 'zsh -d -i' }[shell];
    const env = { ZDOTDIR: folder.path, TERM: 'dumb', HISTFILE: undefined, COLUMNS: '4000' };
    const keys = `${line}${INSERT_ALL[shell]}\nexit\n`;
    await run('script', ['-qec', `${start}`, '/dev/null'], {
      cwd: join(folder.path, 'here'),
      env,
      input: keys,
      deadlineMs: 60_000,
    });
    return readFileSync(join(folder.path, 'given'), 'utf8').trim().split('\n').slice(before);
  }

  it('after nothing, is offered the commands', async () => {
    expect(await offered('s3-cleanup st')).toEqual(['start', 'status']);
  });

  it('after a command, is offered its flags and those of no other', async () => {
    expect(await offered('s3-cleanup worker --log-')).toEqual(['--log-format', '--log-level']);
    expect(await offered('s3-cleanup start --metrics-')).not.toContain('--metrics-port');
  });

  it('after a flag that has few values, is offered these', async () => {
    expect(await offered('s3-cleanup worker --log-level ')).toEqual(['debug', 'error', 'info', 'warn']);
    expect(await offered('s3-cleanup start photos --keep-completed a')).toEqual(['always', 'auto']);
  });

  it('after a flag that takes a file, is offered files and folders', async () => {
    const found = await offered('s3-cleanup worker --connections con');

    expect(found.map((name) => name.replace(/\/$/, ''))).toEqual(['connections.d', 'connections.json']);
  });

  it('is offered the shells for the completion itself', async () => {
    expect(await offered('s3-cleanup completion ')).toEqual(expect.arrayContaining(['bash', 'fish', 'zsh']));
  });

  it('is offered a value behind an equals sign', async () => {
    const [found] = await offered('s3-cleanup worker --log-format=j');

    expect(found).toMatch(/json$/);
  });
});
