/** What a command found: data for `--json`, lines for people, and whether the answer is yes (exit 0) or no (1). */
export interface Outcome {
  readonly good: boolean;
  readonly data: unknown;
  readonly lines: readonly string[];
}
