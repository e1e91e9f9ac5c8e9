import type { DialectEntry } from '../../../../domain/s3/dialect.ts';
import type { ListedPage } from '../../gateway.ts';

/** What a page shows of this S3, and one difference more. docs/compatibility.md, Differences: "is told by name in the report". */
export function differing({ differs = [] }: ListedPage, entry: DialectEntry): DialectEntry[] {
  return [...differs, entry];
}
