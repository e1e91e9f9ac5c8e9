import type { MetricCounter, MetricHistogram, MetricMeter, MetricTags } from '@temporalio/common';

/** A meter that remembers; gauges are not needed. */
export class RecordingMeter implements MetricMeter {
  /** By name and labels: `name{label="value"}`. */
  readonly counts = new Map<string, number>();
  readonly times = new Map<string, number[]>();
  calls = 0;

  createCounter(name: string): MetricCounter {
    const add = (value: number, tags: MetricTags = {}): void => {
      this.calls += 1;
      const series = seriesOf(name, tags);
      this.counts.set(series, (this.counts.get(series) ?? 0) + value);
    };
    return { name, kind: 'counter', valueType: 'int', add, withTags: () => this.createCounter(name) };
  }

  createHistogram(name: string): MetricHistogram {
    return this.#histogram(name, {});
  }

  createGauge(): never {
    throw new Error('no gauges here');
  }

  withTags(): MetricMeter {
    return this;
  }

  #histogram(name: string, tags: MetricTags): MetricHistogram {
    const record = (value: number): void => {
      this.calls += 1;
      const series = seriesOf(name, tags);
      this.times.set(series, [...(this.times.get(series) ?? []), value]);
    };
    return { name, kind: 'histogram', valueType: 'float', record, withTags: (more) => this.#histogram(name, more) };
  }
}

function seriesOf(name: string, tags: MetricTags): string {
  const labels = Object.entries(tags).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${labels.join(',')}}`;
}
