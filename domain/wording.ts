/** `12,345`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 upload`, `2,000 uploads`. */
export function counted(value: number, singular: string): string {
  return `${count(value)} ${singular}${value === 1 ? '' : 's'}`;
}

/** Milliseconds as `850 ms`, `42 s`, `3 min 10 s`, `2 h 5 min`, `4 d 3 h`. */
export function span(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return inTwo(seconds, 60, 'min', 1, 's');
  if (seconds < 86_400) return inTwo(seconds, 3_600, 'h', 60, 'min');
  return inTwo(seconds, 86_400, 'd', 3_600, 'h');
}

function inTwo(seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ''}`;
}

/** `s3://BUCKET/PREFIX`; an ARN stays as it is. */
export function place({ bucket, prefix }: { bucket: string; prefix?: string | null }): string {
  const root = bucket.startsWith('arn:') ? bucket : `s3://${bucket}`;
  return prefix ? `${root}/${prefix}` : root;
}

/** What to do where another job has the workflow ID already. */
export const WAIT_OR_CANCEL = 'wait for its end or cancel it, then start again';

/** What MFA delete is, and what to do about it. */
export function mfaDeleteIsOn(bucket: string): string {
  const configuration = 'Status=Enabled,MFADelete=Disabled';
  return (
    'MFA delete is on: S3 deletes versions only for requests with a code of the MFA device of the root user, which a job has not. ' +
    `Turn it off as the root user (aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration ${configuration} ` +
    '--mfa "SERIAL CODE"), then start again'
  );
}

/** A key or a name as a terminal may show it: characters that move the cursor or change colours become `\u001b`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escaped);
}

function escaped(character: string): string {
  return [...character].map((one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join('');
}
