import { describeWideKeys } from '../faults/wide-keys.ts';

describeWideKeys(['of 3 bytes in UTF-8', 'of 6 bytes in JSON']);
