import { describeDeadline } from '../faults/long-jobs.ts';

describe('a job of more than 20 runs', describeDeadline);
