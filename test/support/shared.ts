/** Environment variables in which the tests find what was made once for all of them. */
export const SHARED_SERVER = 'TEST_SHARED_SERVER';
export const SHARED_BUNDLE = 'TEST_SHARED_BUNDLE';

/** The workflows, bundled once for all tests, as an option of a worker. */
export function sharedBundle(): { codePath: string } {
  return { codePath: shared(SHARED_BUNDLE) };
}

/** The address of the dev server that the tests share. */
export function sharedServer(): string {
  return shared(SHARED_SERVER);
}

function shared(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error('What needs a Temporal server is named *.server.test.ts: see CONTRIBUTING.md.');
  return value;
}
