import type { Differences } from '../specify.ts';

/** LocalStack 4.14.0, in memory. */
export const LOCALSTACK: Differences = {
  'lists, verifies and aborts an upload whose key has spaces': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has a plus sign': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has a percent sign': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has letters beyond ASCII': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has 1,024 bytes of wide Unicode': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has a newline': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has a control character': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'encodes the marker of the next page under encoding-type=url, too': 'as it is',
  'refuses a key of more than 1,024 bytes': 'takes it',
  'denies requests that expect another owner of the bucket': { list: '200', parts: '200', abort: '204', left: [] },
  'denies an access key it does not know': '200',
  'denies a signature by a wrong secret': '200',
  'denies a HEAD by a wrong secret without a body to say why': '200',
  'refuses a request to another region, and says where the bucket is': 'serves it',
};
