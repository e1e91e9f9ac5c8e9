import { S3Failure } from '../failures.ts';

/**
 * s3proxy cannot tell whether a bucket has versions, because it keeps none. docs/compatibility.md, Buckets and objects: "tells
 * whether versioning was ever enabled, is, or is suspended".
 */
export function meansNoVersions({ type }: S3Failure): boolean {
  return type === 'Unsupported';
}

/**
 * Whether a bucket has no versions whose versioning S3 does not tell. `holds` asks for an object or a version of one. A store that
 * keeps versions lists every object among them; one that keeps none may list nothing there. docs/compatibility.md, Others: "lists
 * no versions".
 */
export async function hasNoVersions(holds: (versions: boolean) => Promise<boolean>): Promise<boolean> {
  const showsVersion = () =>
    holds(true).catch((error: unknown) => {
      if (error instanceof S3Failure && meansNoVersions(error)) return undefined;
      throw error;
    });
  const shows = await showsVersion();
  if (shows !== false) return shows === undefined;
  // The object may be younger than the first answer.
  return (await holds(false)) && !(await showsVersion());
}
