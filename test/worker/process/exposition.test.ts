import { mergeExpositions } from '../../../worker/process/exposition.ts';

const ONE = `# HELP gone Uploads that are gone
# TYPE gone counter
gone{taskQueue="a",workflowType="b"} 5

# HELP size Cached workflows
# TYPE size gauge
size 1
size{bucket="a\\",b{}"} 2
`;

const TWO = `# HELP gone Uploads that are gone
# TYPE gone counter
gone{} 7

# HELP seconds Time
# TYPE seconds histogram
seconds_bucket{le="1"} 3
seconds_sum 2.5
`;

it('describes each metric once, with the samples of all processes, each of which names its process', () => {
  const merged = mergeExpositions(
    new Map([
      [1, ONE],
      [2, TWO],
    ]),
  );

  expect(merged.split('\n')).toEqual([
    '# HELP gone Uploads that are gone',
    '# TYPE gone counter',
    'gone{process="1",task_queue="a",workflow_type="b"} 5',
    'gone{process="2"} 7',
    '',
    '# HELP size Cached workflows',
    '# TYPE size gauge',
    'size{process="1"} 1',
    'size{process="1",bucket="a\\",b{}"} 2',
    '',
    '# HELP seconds Time',
    '# TYPE seconds histogram',
    'seconds_bucket{process="2",le="1"} 3',
    'seconds_sum{process="2"} 2.5',
    '',
  ]);
});

it('renames no label inside of a value', () => {
  const text = '# TYPE x gauge\nx{bucket="a,taskQueue=\\"b"} 1';

  expect(mergeExpositions(new Map([[1, text]]))).toContain('bucket="a,taskQueue=\\"b"');
});

it('is empty where no process answers', () => {
  expect(mergeExpositions(new Map())).toBe('');
});
