/** A promise, and what resolves it. Node has `Promise.withResolvers` from 22 on. */
export function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}
