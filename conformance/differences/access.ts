import { asSeen, type Known } from './known.ts';

const REFUSAL_OF_CREDENTIALS: Known = {
  differences: [
    { seen: /^2/, here: 'looks at none', so: 'anybody may' },
    { seen: '404 XAdminUserNotFound', here: asSeen, so: 'key unknown in other words' },
    { seen: /^403 /, here: asSeen, so: 'key unknown in other words' },
  ],
  otherwise: 'refused in other words',
};

export const ACCESS_DIFFERENCES: Record<string, Known> = {
  'denies requests that expect another owner of the bucket': {
    differences: [
      { seen: { list: '501 NotImplemented', left: ['a'] }, here: '501', so: 'owner unsupported' },
      {
        seen: { list: '200', parts: '200', abort: '204', left: [] },
        here: 'ignores it',
        dialect: 'owner-unchecked',
        so: 'owner unchecked',
      },
    ],
    otherwise: 'owner unchecked',
  },
  'denies an access key it does not know': REFUSAL_OF_CREDENTIALS,
  'denies a signature by a wrong secret': REFUSAL_OF_CREDENTIALS,
  'denies a HEAD by a wrong secret without a body to say why': REFUSAL_OF_CREDENTIALS,
  'refuses a request to another region, and says where the bucket is': {
    differences: [
      { seen: 'serves it', here: 'serves it', so: 'any region' },
      { seen: { isRefused: true, isTold: false }, here: 'does not say where', so: 'any region' },
    ],
    otherwise: 'any region',
  },
};
