import { count, place as nameOf, span } from '../../domain/wording.ts';
import type { LimitsInForce, Trouble } from './contract.ts';
import type { JobEnd } from './failures.ts';
import { code } from './markdown.ts';

const BAR = 24;

/** Parts one below the other, without those that are empty. */
export function joined(parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

export function heading(state: string, subject: string): string {
  return `### ${state[0]?.toUpperCase()}${state.slice(1)}: ${subject}`;
}

/** `s3://BUCKET/PREFIX` as code. */
export function place(bucket: string, prefix = ''): string {
  return code(nameOf({ bucket, prefix }));
}

/** A bar, and the share in percent: never 100 % of less than all. */
export function bar(done: number, all: number): string {
  const share = Math.min(1, Math.max(0, done / all));
  const filled = Math.floor(BAR * share);
  return `\`${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}\` **${Math.floor(100 * share)} %**`;
}

/** The UI fills in the namespace. It could fill in the workflow ID, too, but it does not encode it. */
export function link(workflowId: string, name = workflowId): string {
  const id = encodeURIComponent(workflowId).replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'));
  return `[${name}](/namespaces/{namespace}/workflows/${id})`;
}

export function limitsInWords({ concurrency, requestsPerSecond }: LimitsInForce): string {
  return `In force: concurrency ${concurrency}, requests a second ${requestsPerSecond ?? 'not limited'}.`;
}

export function steering(limits: LimitsInForce): string {
  return `**Steer it** (Workflow Actions): signal \`pause\` or \`resume\`, update \`tune\` with \`{"requestsPerSecond": 100}\`. ${limitsInWords(limits)}`;
}

/** What stands in the way of a job, in the words of the failure. */
export function noRequestGetsThrough({ since, child, message }: Trouble): string {
  const whose = child === undefined ? '' : ` of ${link(child)}`;
  return `**Since ${time(since)} no request${whose} gets through**, and it is tried again: ${message}`;
}

/** The requests made, by name. Names without a request are left out. */
export function requests(made: Record<string, number | undefined>): string {
  const names: Record<string, string> = { list: 'listings', abort: 'aborts', bucket: 'on the bucket itself' };
  const some = Object.entries(made).filter((entry): entry is [string, number] => (entry[1] ?? 0) > 0);
  if (some.length === 0) return '';
  const counts = some.map(([name, number]) => `${count(number)} ${names[name] ?? name}`);
  return `Requests: ${counts.join(', ')}.`;
}

/** Says when the job began, and when the page was written. `now` is in milliseconds since the epoch. */
export function footer(position: string, startedAt: string, now: number, end: JobEnd | null): string {
  const asOf = end === null ? `As of ${time(new Date(now).toISOString())}; key R refreshes.` : '';
  return `${position}, begun ${span(now - Date.parse(startedAt))} ago. ${asOf}`.trim();
}

export function time(instant: string): string {
  return `${instant.slice(11, 19)} UTC`;
}
