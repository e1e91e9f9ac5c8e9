/** A rule that was broken, and how. What each says: rules.ts. */
export interface Broken {
  rule: RuleName;
  message: string;
}

export type RuleName =
  | 'Scope'
  | 'Proof'
  | 'Equations'
  | 'Clean'
  | 'FinalStatements'
  | 'Counts'
  | 'NeverForEver'
  | 'NoUnhandledError'
  | 'Ends'
  | 'Rate'
  | 'DryRun';

/** All that are broken, of checks that answer undefined where all is well. */
export function brokenOf(...checks: Array<Broken | undefined | false>): Broken[] {
  return checks.flatMap((broken) => broken || []);
}
