import type { Completable, CompletableFlag, Value } from './completable.ts';

/** The script for zsh: a file `_s3-cleanup` of fpath, or sourced after compinit. */
export function zshScript(commands: Completable[], ofProgram: CompletableFlag[]): string {
  return `#compdef s3-cleanup
# zsh completion of s3-cleanup
_s3-cleanup() {
  local curcontext=$curcontext state line
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  _arguments -C ${ofProgram.map(specOf).join(' ')} '1: :->command' '*:: :->rest'
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $words[1] in
${commands.map(argumentsOf).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _s3-cleanup ]]; then _s3-cleanup "$@"; else compdef _s3-cleanup s3-cleanup; fi
`;
}

function argumentsOf({ name, flags, argument }: Completable): string {
  // Without a word of the argument, zsh completes nothing that comes after it.
  const ofArgument = argument ? [quoted(`1:${argument.name}:${actionOf(argument)}`)] : [];
  return `        ${name}) _arguments ${[...ofArgument, ...flags.map(specOf)].join(' ')} ;;`;
}

/** As _arguments wants it: `--log-level=[the least that is logged]:level:(error warn)`. */
function specOf({ long, short, says, isRepeated, value }: CompletableFlag): string {
  const what = `[${says.replace(/[[\]\\]/g, '\\$&')}]`;
  const spec = (spelling: string): string => {
    if (!value) return `${spelling}${what}`;
    return `${isRepeated ? '*' : ''}${spelling}${spelling === long ? '=' : ''}${what}:${value.name}:${actionOf(value)}`;
  };
  return [...(short === undefined ? [] : [short]), long].map((spelling) => quoted(spec(spelling))).join(' ');
}

function actionOf({ isFile, choices }: Value): string {
  if (isFile) return '_files';
  return choices.length > 0 ? `(${choices.join(' ')})` : ' ';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
