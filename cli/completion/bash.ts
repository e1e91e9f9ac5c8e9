import type { Completable, CompletableFlag, Value } from './completable.ts';

/** The script for bash 3.2 and later, which needs no package bash-completion. */
export function bashScript(commands: Completable[], ofProgram: CompletableFlag[]): string {
  const names = [...commands.map(({ name }) => name), ...spellings(ofProgram)];
  return `# bash completion of s3-cleanup
_s3_cleanup() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=
  # bash takes --flag=value for three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${names.join(' ')}' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${commands.flatMap(valuesOf).join('\n')}
    *)
      case \${COMP_WORDS[1]} in
${commands.map(wordsOf).join('\n')}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _s3_cleanup s3-cleanup
`;
}

function valuesOf({ name, flags }: Completable): string[] {
  const after = (wanted: (value: Value) => boolean, what: string): string[] => {
    const spelled = spellings(flags.filter(({ value }) => value && wanted(value)));
    return spelled.length === 0 ? [] : [`    ${spelled.map((flag) => `'${name} ${flag}'`).join('|')}) ${what} ;;`];
  };
  const lists = new Set(flags.map(({ value }) => value?.choices.join(' ') ?? '').filter((list) => list !== ''));
  return [
    ...after(({ isFile }) => isFile, FILES),
    ...[...lists].flatMap((list) => after(({ choices }) => choices.join(' ') === list, `words='${list}'`)),
    // A flag in the place of a value would be a mistake.
    ...after(({ isFile, choices }) => !isFile && choices.length === 0, 'return'),
  ];
}

const FILES = `compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$current")); return`;

function wordsOf({ name, flags, argument }: Completable): string {
  return `        ${name}) words='${[...(argument?.choices ?? []), ...spellings(flags)].join(' ')}' ;;`;
}

function spellings(flags: CompletableFlag[]): string[] {
  return flags.flatMap(({ long, short }) => (short === undefined ? [long] : [short, long]));
}
