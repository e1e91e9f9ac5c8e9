import { check } from './check.ts';
import { generate } from './generate.ts';
import type { Found } from './hunt.ts';
import scenarios from './kept.json';
import type { Options } from './options.ts';
import type { Scenario } from './scenario.ts';
import { shrink } from './shrink.ts';

const SEEDS_NAMED = 20;

/** What was found: for each rule its seeds, and the first of them in full. */
export function reportOf({ seeds, happened, endings, broken }: Found, seconds: number, options: Options): string {
  const lines = [
    `${seeds} seeds in ${seconds.toFixed(1)} s: ${Math.round(seeds / seconds)} a second, ${Math.round(happened / seeds)} events each`,
    `ended: ${Object.entries(endings)
      .sort(([, a], [, b]) => b - a)
      .map(([how, count]) => `${count} ${how}`)
      .join(', ')}`,
  ];
  for (const rule of new Set(broken.map(({ rule }) => rule))) {
    const all = broken.filter((one) => one.rule === rule).map(({ seed }) => seed);
    lines.push('', `${rule} is broken by ${all.length} seeds: ${all.slice(0, SEEDS_NAMED).join(', ')}`);
    lines.push(traceOf(generate(all[0] as number), { ...options, rule }).text);
  }
  lines.push(broken.length === 0 ? 'no rule is broken' : `${broken.length} seeds break a rule`);
  return `${lines.join('\n')}\n`;
}

/** What seeds have found once, shrunk; by what is mended. Answers which of them break a rule again. */
export function keptBroken(): { all: number; broken: string[] } {
  const kept = Object.entries(scenarios as unknown as Record<string, Scenario>);
  const broken = kept.flatMap(([name, scenario]) => {
    const found = check(scenario).broken;
    return found ? [`${name}: ${found.rule}, ${found.message}`] : [];
  });
  return { all: kept.length, broken };
}

/** The scenario and, one line an event, what happened. */
export function traceOf(given: Scenario, { isWhole, rule }: Options): { text: string; isBroken: boolean } {
  const isBroken = check(given, { rule }).broken !== undefined;
  const scenario = isBroken && !isWhole ? shrink(given, rule) : given;
  const { trace, ending } = check(scenario, { rule, isTraced: true });
  const lines =
    !isWhole && trace.length > LINES ? [...trace.slice(0, LINES / 2), '…', ...trace.slice(-LINES / 2)] : trace;
  return { text: `${JSON.stringify(scenario)}\n${lines.join('\n')}\n${ending}\n`, isBroken };
}

const LINES = 200;
