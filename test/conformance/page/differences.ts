import type { Behaviour } from '../../../conformance/behaviour.ts';
import type { Section } from '../../../conformance/behaviours/index.ts';
import { CONSEQUENCES, type ConsequenceName } from '../../../conformance/differences/consequences.ts';
import { consequenceOf, type Judgment, judge } from '../../../conformance/judge.ts';
import type { Differences } from '../specify.ts';
import { EVIDENCE } from './evidence.ts';

/** What each server does instead of S3, by the server's name. */
export type Stores = Record<string, { differences: Differences }>;

/** The table of a section, and what the product does about the differences in it. */
export function renderSection({ behaviours }: Section, stores: Stores): string {
  const rows = behaviours.map((behaviour) => ({ title: behaviour.title, cells: judgments(behaviour, stores) }));
  const differing = rows.filter(({ cells }) => cells.some((cell) => cell !== undefined));
  const table = [
    row(['S3', ...Object.keys(stores)]),
    `|${'---|'.repeat(Object.keys(stores).length + 1)}`,
    ...differing.map(({ title, cells }) => row([title, ...cells.map(cellOf)])),
  ];
  return [...table, '', ...consequences(differing.flatMap(({ cells }) => cells))].join('\n');
}

function judgments(behaviour: Behaviour, stores: Stores): Array<Judgment | undefined> {
  return Object.values(stores).map(({ differences }) =>
    Object.hasOwn(differences, behaviour.title) ? judge(behaviour, differences[behaviour.title]) : undefined,
  );
}

function row(cells: string[]): string {
  return `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
}

/** Bold: something does not work. */
function cellOf(judgment: Judgment | undefined): string {
  if (judgment === undefined) return '';
  return consequenceOf(judgment)?.effect === 'handled' ? judgment.here : `**${judgment.here}**`;
}

function consequences(judgments: Array<Judgment | undefined>): string[] {
  const names = [...new Set(judgments.flatMap((judgment) => judgment?.so ?? []))];
  const worksFirst = names.sort((a, b) => rank(a) - rank(b));
  return worksFirst.map((name) => wrapped(`- ${told(name)}`));
}

function rank(name: ConsequenceName): number {
  return ['handled', 'limited', 'fails'].indexOf(CONSEQUENCES[name].effect);
}

function told(name: ConsequenceName): string {
  const { effect, says } = CONSEQUENCES[name];
  const [file, title] = EVIDENCE[name] ?? [];
  const sentence = effect === 'handled' ? says : `**${effect === 'limited' ? 'Limit' : 'Fails'}:** ${says}`;
  if (file === undefined) return sentence;
  const test = title === undefined ? `\`${file}\`` : `\`${file}\`: ${title}`;
  return `${sentence.replace(/\.$/, '')} (${test}).`;
}

const LINE = 125;

function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `  ${word}`);
  }
  return lines.join('\n');
}
