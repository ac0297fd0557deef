/** What reviews prove of a candidate, in one sentence. */

import type { CandidateStanding } from '../model/shadow';
import { plural, points } from './format';

export function candidateWords(standing: CandidateStanding | null): string {
  if (standing === null) return '';
  const { better, reviews, reviewsNeeded, verdict } = standing;
  const judged = plural(reviews, 'verdict');
  const way = better && (better.value < 0 ? 'worse' : 'better');
  const by = better ? `, ${points(better.value)} ${way} (${signed(better.low)} to ${signed(better.high)})` : '';
  const needed = verdict === 'undecided' && reviewsNeeded ? `; ${plural(reviewsNeeded, 'more review')} would decide` : '';
  return `${judged}${by}: ${verdict}${needed}.`;
}

function signed(value: number): string {
  return `${value < 0 ? '\u2212' : '+'}${Math.abs(value).toFixed(1)}`;
}
