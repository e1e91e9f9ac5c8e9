import { inWords } from '../../../domain/s3/dialect.ts';
import { printable } from '../../../domain/wording.ts';
import { table } from '../table.ts';

/** What the S3 of a job does in another way than AWS, in words; empty where it does nothing so. */
export function differences({ dialect = [] }: { dialect?: string[] }): string {
  if (dialect.length === 0) return '';
  return table(
    [{ title: 'THIS S3 DIFFERS FROM AWS' }],
    dialect.map((entry) => [printable(inWords(entry))]),
  );
}
