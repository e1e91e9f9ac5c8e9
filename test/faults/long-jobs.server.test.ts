import { describeLongJob } from './long-jobs.ts';

describe('a job of more than 20 runs', describeLongJob);
