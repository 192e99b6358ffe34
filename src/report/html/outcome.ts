import type { Verdict } from '../../drill/verdict.ts';
import type { Outcome } from '../report.ts';
import { markup, type Markup } from './markup.ts';

const signs = { passed: '✓', failed: '✗', invalid: '○' } as const;

/** Sign and word: an outcome is never told by colour alone. */
export function outcomeBadge(outcome: Outcome, alone = false): Markup {
  const word = alone ? outcome.charAt(0).toUpperCase() + outcome.slice(1) : outcome;
  return markup`<span class="outcome ${outcome}"><span aria-hidden="true">${signs[outcome]}</span> ${word}</span>`;
}

export function verdictList(verdicts: readonly Verdict[]): Markup {
  return markup`<ul class="verdicts">${verdicts.map(verdictLine)}</ul>`;
}

/** What does not hold stands first in every list. */
export function badFirst(verdicts: readonly Verdict[]): readonly Verdict[] {
  return [...verdicts.filter(({ good }) => !good), ...verdicts.filter(({ good }) => good)];
}

/** What is only counted is neither: a check mark beside an overlap would say that there was none. */
function readingOf({ good, counted }: Verdict): { kind: string; sign: string; word: string } {
  if (counted === true) return { kind: 'counted', sign: '·', word: 'counted' };
  return good
    ? { kind: 'good', sign: '✓', word: 'holds' }
    : { kind: 'bad', sign: '✗', word: 'does not hold' };
}

function verdictLine(verdict: Verdict): Markup {
  const { claim, seen } = verdict;
  const { kind, sign, word } = readingOf(verdict);
  return markup`<li class="${kind}"><span class="sign" aria-hidden="true">${sign}</span><span class="unseen">${word}: </span><span class="claim">${claim}</span> <span class="seen">${seen}</span></li>`;
}
