import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Row } from '../../bench/measure.ts';
import { costOf, tableOfPace } from '../../bench/results/cost.ts';
import { sharesOf } from '../../bench/results/cpu-profile.ts';
import { plotOfRows } from '../../bench/results/plot.ts';
import { tableOfRows } from '../../bench/results/rows.ts';
import { withBlock } from '../../bench/results/save.ts';
import { ceiled, floored } from '../../bench/results/text-table.ts';
import { tempFolder } from '../support/temp-folder.ts';

function row(name: string, rate: number, given: Partial<Row> = {}): Row {
  const counts = { requestsPerUpload: 2, requests: {}, refused: 0, peakInFlight: 1, left: 0, cpuMsPerUpload: 1 };
  return { name, rate, verifies: true, latencyMs: 20, uploads: 100, seconds: 1, ...counts, ...given };
}

describe('figures', () => {
  it('are never rounded in our favour', () => {
    expect(floored(59.999, 2)).toBe('59.99');
    expect(ceiled(0.2801, 2)).toBe('0.29');
    expect(floored(1234.5, 0)).toBe('1,234');
  });
});

describe('the table', () => {
  const ratios = (rows: Row[]) => {
    const lines = tableOfRows(rows, 'peer').trim().split('\n').slice(2);
    return lines.map((line) => line.split('|')[6]?.trim());
  };

  it('gives the ratio to the peer at the same latency', () => {
    const at80 = { latencyMs: 80 };

    expect(ratios([row('ours', 300), row('peer', 50), row('ours', 90, at80), row('peer', 10, at80)])).toEqual([
      '6.00',
      '1.00',
      '9.00',
      '1.00',
    ]);
  });

  it('gives no ratio to a peer that left uploads behind', () => {
    expect(ratios([row('ours', 300), row('peer', 50, { left: 1 })])).toEqual(['–', '–']);
  });
});

describe('the plot', () => {
  it('draws the faster with the longer bar', () => {
    const svg = plotOfRows([row('slow', 10), row('fast & sure', 1000)], ({ name }) => name !== 'slow');

    const lengths = [...svg.matchAll(/<rect x="\d+" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width));

    expect(lengths).toHaveLength(2);
    expect(lengths[1]).toBeGreaterThan(lengths[0] as number);
    expect(svg).toContain('fast &amp; sure');
  });
});

describe('the cost', () => {
  it('follows from the counts', () => {
    const temporal = {
      actionsPer1000: 3,
      heartbeatsPer1000: 1,
      runs: 1,
      events: 1,
      historyBytesPerUpload: 500,
      largestHistoryBytes: 1,
      longestHistoryEvents: 1,
    };
    const requests = { AbortMultipartUpload: 100, ListParts: 100, ListMultipartUploads: 1 };

    const costs = costOf(row('job', 1, { requests, cpuMsPerUpload: 0.36, temporal }));

    const aMillion = costs.map(({ item, dollars }) => [item.split(',')[0], Number((dollars * 1e6).toFixed(4))]);
    expect(aMillion).toEqual([
      ['AbortMultipartUpload', 0],
      ['ListMultipartUploads', 0.05],
      ['ListParts', 5],
      ['ListParts', 0.4],
      ['Temporal Actions', 0.2],
      ['history', 0.0882],
      ['worker', 0.004],
    ]);
  });
});

describe('the pace', () => {
  it('of a billion uploads under one prefix is that of S3', () => {
    const lines = tableOfPace(row('job', 1, { cpuMsPerUpload: 0.25 })).split('\n');

    const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()));
    expect(cells[2]).toEqual(expect.arrayContaining(['one core of worker', '4,000', '69.5', '1.0']));
    expect(cells[3]).toEqual(expect.arrayContaining(['all that one prefix takes', '3,500', '79.4', '0.9']));
  });
});

describe('the document', () => {
  const document = 'One\n<!-- bench:a -->\nold\n<!-- /bench -->\nTwo\n<!-- bench:b -->\nkept\n<!-- /bench -->\n';

  it('gets the new figures in the place of the old ones, and nothing else changes', () => {
    const updated = withBlock(document, 'a', 'new');

    expect(updated).toBe(document.replace('\nold\n', '\n\nnew\n\n'));
  });

  it('without a place for them stays as it is', () => {
    expect(withBlock(document, 'c', 'new')).toBe(document);
  });
});

describe('a CPU profile', () => {
  it('is added up by package over all threads, without idle time', async () => {
    const folder = await tempFolder();
    const frames = [
      ['sign', '/x/node_modules/@smithy/signature-v4/dist/index.js'],
      ['parse', '/x/node_modules/a/node_modules/b/index.js'],
      ['abort', 'file:///x/dist-bench/activities/abort-uploads.js'],
      ['request', 'node:_http_client'],
      ['(idle)', ''],
      ['hash', 'file:///x/dist-bench/worker/workflows/plain.js'],
    ];
    const nodes = frames.map(([functionName, url], index) => ({ id: index + 1, callFrame: { functionName, url } }));
    const profile = { nodes, samples: [1, 2, 3, 4, 5, 6], timeDeltas: [1000, 2000, 3000, 2000, 90_000, 2000] };
    for (const thread of [1, 2]) await writeFile(join(folder.path, `${thread}.cpuprofile`), JSON.stringify(profile));

    const shares = await sharesOf(folder.path);

    await folder.remove();
    expect(shares).toEqual([
      { where: 'activities', share: 0.3 },
      { where: 'b', share: 0.2 },
      { where: 'node:http', share: 0.2 },
      { where: 'workflow sandbox', share: 0.2 },
      { where: '@smithy/signature-v4', share: 0.1 },
      { where: 'everything else', share: 0 },
    ]);
  });
});
