import { present } from '../../domain/present.ts';

it('leaves out fields without a value, and keeps those whose value is false, 0, null or empty', () => {
  const fields = { absent: undefined, no: false, zero: 0, nothing: null, empty: '' };
  expect(Object.entries(present(fields))).toEqual([
    ['no', false],
    ['zero', 0],
    ['nothing', null],
    ['empty', ''],
  ]);
});
