import { AsyncLocalStorage } from 'node:async_hooks';

/** Scopes of cancellation need it. The workflow SDK looks for it once, when it is loaded: a worker puts it there before. */
Object.assign(globalThis, { AsyncLocalStorage });
