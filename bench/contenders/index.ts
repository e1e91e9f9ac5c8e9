import { activityPerRequest } from './activity-per-request.ts';
import { awsCli } from './aws-cli.ts';
import type { Contender } from './contender.ts';
import { mc } from './mc.ts';
import { product } from './product.ts';
import { rclone } from './rclone.ts';
import { sdkLoop } from './sdk-loop.ts';

export { type Contender, Missing } from './contender.ts';
export { cleanWithProduct, type ProductOptions, product } from './product.ts';

/** All that are measured side by side; ratios are to the peer of this name. */
export const REFERENCE = 'rclone';

export function everyContender(uploads: number): Contender[] {
  return [
    product('s3-cleanup, settle 0', uploads, { input: { settle: 0 } }),
    product('s3-cleanup, settle 10 s', uploads, {}),
    rclone(),
    mc(),
    awsCli(),
    sdkLoop({ inFlight: 1, verifies: false }),
    sdkLoop({ inFlight: 1, verifies: true }),
    sdkLoop({ inFlight: 64, verifies: false }),
    sdkLoop({ inFlight: 64, verifies: true }),
    activityPerRequest(),
  ];
}
