import type { Completable, CompletableFlag } from './completable.ts';

/** The script for fish 3.0 and later. */
export function fishScript(commands: Completable[], ofProgram: CompletableFlag[]): string {
  return `# fish completion of s3-cleanup
function __s3_cleanup_in
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"
end
complete -c s3-cleanup -f
${[...commands.map(nameOf), ...ofProgram.map((flag) => lineOf('', flag))].join('\n')}
${commands.flatMap(linesOf).join('\n')}
`;
}

function nameOf({ name, summary }: Completable): string {
  return `complete -c s3-cleanup -n '__s3_cleanup_in ""' -a ${name} -d ${quoted(summary)}`;
}

function linesOf({ name, flags, argument }: Completable): string[] {
  const condition = `-n '__s3_cleanup_in ${name}'`;
  const choices = argument?.choices.join(' ') ?? '';
  const ofArgument = choices === '' ? [] : [`complete -c s3-cleanup ${condition} -a '${choices}'`];
  return [...ofArgument, ...flags.map((flag) => lineOf(name, flag))];
}

function lineOf(command: string, { long, short, says, value }: CompletableFlag): string {
  const letter = short === undefined ? '' : ` -s ${short.slice(1)}`;
  const condition = `-n '__s3_cleanup_in ${command || '""'}'`;
  return `complete -c s3-cleanup ${condition}${letter} -l ${long.slice(2)}${taken(value)} -d ${quoted(says)}`;
}

function taken(value: CompletableFlag['value']): string {
  if (!value) return '';
  if (value.isFile) return ' -r -F';
  return value.choices.length > 0 ? ` -x -a '${value.choices.join(' ')}'` : ' -x';
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", `\\'`)}'`;
}
