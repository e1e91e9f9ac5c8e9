import { type MetricCounter, type MetricHistogram, type MetricMeter, noopMetricMeter } from '@temporalio/common';
import type { S3Gateway } from '../s3/gateway.ts';
import type { S3Operation } from '../s3/operations.ts';
import { observed } from './observed-gateway.ts';
import type { Outcome } from './outcome.ts';

/** How late the metrics may be. Until then counts are added up here: each call of the meter takes 3 µs of CPU. */
const FLUSH_EVERY_MS = 500;

/**
 * The requests of every job, and how they may end. Their counters begin at 0, so that Prometheus sees the first
 * request, too.
 */
const OPERATIONS: S3Operation[] = ['ListMultipartUploads', 'AbortMultipartUpload', 'ListParts'];
const OUTCOMES: Outcome[] = ['ok', 'not_found', 'throttled', 'denied', 'timeout', 'error'];

interface Instruments {
  requests: MetricCounter;
  durations: MetricHistogram;
}

interface Requests {
  tags: { operation: S3Operation; outcome: Outcome; bucket?: string };
  count: number;
}

/** Counts and times the requests to S3 in the metrics of the SDK's runtime; does nothing where that exports none. */
export class RequestMetrics {
  readonly #byBucket: boolean;
  readonly #counts = new Map<string, Requests>();
  #seconds = new Map<S3Operation, number[]>();
  #instruments: Instruments | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `byBucket`: counts have a label `bucket`. */
  constructor({ byBucket }: { byBucket: boolean }) {
    this.#byBucket = byBucket;
  }

  begin(meter: MetricMeter): void {
    if (meter === noopMetricMeter) return;
    this.#instruments = {
      requests: meter.createCounter('s3_cleanup_s3_requests', undefined, 'Requests to S3, each try of its own'),
      durations: meter.createHistogram(
        's3_cleanup_s3_request_duration_seconds',
        'float',
        undefined,
        'Time from a request to S3 to the end of its answer',
      ),
    };
    if (this.#byBucket) return;
    for (const operation of OPERATIONS) {
      for (const outcome of OUTCOMES) this.#instruments.requests.add(0, { operation, outcome });
    }
  }

  /** Answers the gateway itself while metrics are off. */
  observe(gateway: S3Gateway): S3Gateway {
    if (!this.#instruments) return gateway;
    return observed(gateway, (...request) => this.#add(...request));
  }

  end(): void {
    this.#flush();
    this.#instruments = undefined;
  }

  #add(operation: S3Operation, bucket: string, outcome: Outcome, seconds: number): void {
    const name = this.#byBucket ? `${operation} ${outcome} ${bucket}` : `${operation} ${outcome}`;
    const requests = this.#counts.get(name);
    if (requests) requests.count += 1;
    else this.#counts.set(name, { tags: { operation, outcome, ...(this.#byBucket && { bucket }) }, count: 1 });
    if (outcome !== 'cancelled') this.#time(operation, seconds);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_EVERY_MS).unref();
  }

  #time(operation: S3Operation, seconds: number): void {
    const known = this.#seconds.get(operation);
    if (known) known.push(seconds);
    else this.#seconds.set(operation, [seconds]);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const requests of this.#counts.values()) {
      this.#instruments?.requests.add(requests.count, requests.tags);
    }
    this.#counts.clear();
    const times = this.#seconds;
    this.#seconds = new Map();
    for (const [operation, seconds] of times) {
      const durations = this.#instruments?.durations.withTags({ operation });
      for (const one of seconds) durations?.record(one);
    }
  }
}
