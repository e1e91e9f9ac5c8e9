import { describeWideKeys } from './wide-keys.ts';

describeWideKeys(['of 4 bytes in UTF-8']);
