import { handleMessages } from '../../../../workflows/cleanup/shown/messages.ts';
import { statusOf } from '../../../../workflows/cleanup/shown/status.ts';
import { jobOf } from '../../support/job-of.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';

describe('the messages of a job', () => {
  const listen = () => {
    const temporal = new OutsideTemporal();
    const job = jobOf();
    handleMessages(job);
    return { temporal, job };
  };

  it('ask for its status', () => {
    const { temporal, job } = listen();

    expect(temporal.queryHandlers.get('status')?.handler()).toEqual(statusOf(job));
  });

  it('pause it and let it go on', async () => {
    const { temporal, job } = listen();
    await temporal.signalHandlers.get('pause')?.handler();
    expect(job.state.paused).toBe(true);
    await temporal.signalHandlers.get('resume')?.handler();
    expect(job.state.paused).toBe(false);
  });

  it('change its limits: from people, and from its parent', async () => {
    const { temporal, job } = listen();
    const tune = temporal.updateHandlers.get('tune');
    await tune?.handler({ concurrency: 5 } as never);
    expect(job.state.limits).toMatchObject({ concurrency: 5 });
    expect(() => tune?.validator?.({ concurrency: -1 } as never)).toThrow();
    await temporal.signalHandlers.get('limits')?.handler({ concurrency: 6 } as never);
    expect(job.state.limits).toMatchObject({ concurrency: 6 });
  });
});
