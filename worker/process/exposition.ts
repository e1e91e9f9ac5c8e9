interface Family {
  /** Its HELP and TYPE. */
  head: string[];
  samples: string[];
}

/**
 * Merges the metrics of several processes, in the text format of Prometheus. Each sample gets a label for its process.
 */
export function mergeExpositions(expositions: Map<number, string>): string {
  const families = new Map<string, Family>();
  for (const [process, text] of expositions) addAll(families, process, text);
  return [...families.values()].flatMap(({ head, samples }) => [...head, ...samples, '']).join('\n');
}

function addAll(families: Map<string, Family>, process: number, text: string): void {
  const heads = new Map<Family, string[]>();
  let family: Family = { head: [], samples: [] };
  for (const line of text.split('\n')) {
    const [, name] = /^# (?:HELP|TYPE) (\S+)/.exec(line) ?? [];
    if (name !== undefined) {
      family = families.get(name) ?? { head: [], samples: [] };
      families.set(name, family);
      heads.set(family, [...(heads.get(family) ?? []), line]);
    } else if (line !== '' && !line.startsWith('#')) {
      family.samples.push(labelled(line, process));
    }
  }
  for (const [{ head }, lines] of heads) if (head.length === 0) head.push(...lines);
}

/**
 * The SDK names these labels in one way in metrics of workflows, and in another in its own. A quote in a value is
 * escaped, so no value looks like a label.
 */
const LABELS: Record<string, string> = { taskQueue: 'task_queue', workflowType: 'workflow_type' };

/** `name{…} 1` or `name 1`, with the label of its process. */
function labelled(line: string, process: number): string {
  const sample = line.replace(/\b(taskQueue|workflowType)(?==")/g, (name) => LABELS[name] ?? name);
  const end = sample.search(/[{ ]/);
  const label = `process="${process}"`;
  if (sample[end] !== '{') return `${sample.slice(0, end)}{${label}}${sample.slice(end)}`;
  return `${sample.slice(0, end + 1)}${label}${sample[end + 1] === '}' ? '' : ','}${sample.slice(end + 1)}`;
}
