import * as types from '../../domain/workflow-types.ts';
import * as workflows from '../../workflows/index.ts';

describe('the types of the workflows', () => {
  it('are the names of functions that a worker is given', () => {
    for (const type of Object.values(types)) expect(workflows).toHaveProperty(type, expect.any(Function));
  });
});
