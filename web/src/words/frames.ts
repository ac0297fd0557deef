/** What a reviewed frame turned out to be, in one line. */

import type { Reviewed } from '../model/review';
import { plural } from './format';

const VERDICTS: Record<string, string> = { right: 'right', wrong_class: 'other label', not_an_object: 'no object', cannot_tell: 'cannot tell' };

export function reviewedWords(one: Reviewed): string {
  if (one.isSkipped) return 'passed over';
  const counts = new Map<string, number>();
  for (const box of one.boxes) {
    const words = `${box.label}: ${VERDICTS[box.verdict] ?? box.verdict}${box.trueLabel ? `, ${box.trueLabel}` : ''}`;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const boxes = [...counts].map(([words, number]) => (number > 1 ? `${number} × ${words}` : words));
  const missed = one.missed.length ? [plural(one.missed.length, 'object') + ' missed'] : [];
  return [...boxes, ...missed].join('; ') || 'nothing there';
}
