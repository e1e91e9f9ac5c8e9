import type { CleanupInput } from '../../../workflows/cleanup/contract.ts';
import type { Fault, Other, Scenario, Steer, UploadSpec } from '../scenario.ts';

/** A scenario in which all that is waited for is so many times shorter. The ages of uploads and parts stay. */
export function faster(scenario: Scenario, times: number): Scenario {
  const shorter = (milliseconds: number) => Math.ceil(milliseconds / times);
  const sooner = <Item extends Fault | Other | Steer>(item: Item): Item => ({
    ...item,
    at: shorter(item.at),
    ...('for' in item ? { for: shorter(item.for) } : {}),
  });
  const upload = ({ lateParts = [], ...rest }: UploadSpec): UploadSpec => ({
    ...rest,
    lateParts: lateParts.map(shorter),
  });
  const other = (item: Other): Other => (item.kind === 'initiates' ? { ...item, upload: upload(item.upload) } : item);
  return {
    ...scenario,
    // Activities of the server have the product's size of a page.
    store: { ...scenario.store, pageSize: Math.min(scenario.store.pageSize, scenario.bounds.pageOfUploads) },
    uploads: scenario.uploads.map(upload),
    input: { ...scenario.input, ...waits(scenario.input, shorter) },
    faults: scenario.faults.map(sooner),
    others: scenario.others.map((item) => other(sooner(item))),
    steering: scenario.steering.map(sooner),
  };
}

function waits({ settle, quietPeriod, retry }: Scenario['input'], shorter: (milliseconds: number) => number) {
  const times = Object.entries(retry ?? {}).map(([name, time]) => [name, shorter(time as number)]);
  return {
    settle: shorter(settle as number),
    quietPeriod: shorter(quietPeriod as number),
    retry: Object.fromEntries(times) as NonNullable<CleanupInput['retry']>,
  };
}
