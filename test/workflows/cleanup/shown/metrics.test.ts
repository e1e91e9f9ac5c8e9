import { meterKept, meterUploads } from '../../../../workflows/cleanup/shown/metrics.ts';
import { jobOf } from '../../support/job-of.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';

describe('the counters of a worker', () => {
  it('are named after what they count', () => {
    const temporal = new OutsideTemporal();
    meterUploads('gone', 3);

    expect(temporal.counted).toEqual([['s3_cleanup_uploads_gone', 3, { workflowType: 'cleanupMultipartUploads' }]]);
  });

  it('say for which reason uploads were kept', () => {
    const temporal = new OutsideTemporal();
    meterKept(jobOf({ listing: { keptYoung: 1, keptActive: 2, keptCompleted: 3 } }));

    expect(temporal.counted).toEqual([
      ['s3_cleanup_uploads_kept', 1, expect.objectContaining({ reason: 'young' })],
      ['s3_cleanup_uploads_kept', 2, expect.objectContaining({ reason: 'active' })],
      ['s3_cleanup_uploads_kept', 3, expect.objectContaining({ reason: 'completed' })],
    ]);
  });

  it('are told nothing of what was not kept', () => {
    const temporal = new OutsideTemporal();
    meterKept(jobOf());

    expect(temporal.counted).toEqual([]);
    expect(temporal.sinkCalls).toHaveLength(3);
  });
});
