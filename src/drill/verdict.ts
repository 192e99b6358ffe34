/** What a checker concludes from what was seen. */
export interface Verdict {
  /** `no OOM kill` */
  readonly claim: string;
  readonly good: boolean;
  /** What was seen, in one line of numbers. */
  readonly seen: string;
  /** Shown, not judged: it is good whatever was seen. */
  readonly counted?: true;
}
