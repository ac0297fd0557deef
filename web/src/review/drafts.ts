/** What was judged of a frame that is not done yet, so that a tab that dies loses nothing. */

import { isRecord, list, number, records, text } from '../machine/json';
import type { BoxAnswer, Offer, Verdict } from '../model/review';
import { blank, type Sheet } from './sheet';

const PREFIX = 'driftwatch.draft/';
const VERDICTS: readonly string[] = ['right', 'wrong_class', 'not_an_object', 'cannot_tell'];

export function keepDraft(storage: Storage, place: string, sheet: Sheet): void {
  const { answers, missed, current, trail } = sheet;
  try {
    if (!trail.length) storage.removeItem(name(place, sheet.offer));
    else storage.setItem(name(place, sheet.offer), JSON.stringify({ answers, missed, current, trail }));
  } catch {
    // A draft is a convenience; the finished review is put into the queue, which says so where it cannot be kept.
  }
}

export function dropDraft(storage: Storage, place: string, offer: Offer): void {
  storage.removeItem(name(place, offer));
}

/** An empty sheet where there is no draft, or one of other boxes. */
export function openSheet(storage: Storage, place: string, offer: Offer): Sheet {
  const fresh = blank(offer);
  let kept: unknown;
  try {
    kept = JSON.parse(storage.getItem(name(place, offer)) ?? 'null');
  } catch {
    return fresh;
  }
  if (!isRecord(kept) || list(kept['answers']).length !== offer.boxes.length) return fresh;
  return {
    ...fresh,
    answers: list(kept['answers']).map(readAnswer),
    missed: records(kept['missed']).map((one) => ({ label: text(one['label']), x: number(one['x']) ?? 0, y: number(one['y']) ?? 0 })),
    current: Math.min(Math.max(0, number(kept['current']) ?? 0), Math.max(0, offer.boxes.length - 1)),
    trail: list(kept['trail']).map((one) => number(one) ?? -1),
  };
}

function readAnswer(value: unknown): BoxAnswer | null {
  if (!isRecord(value) || !VERDICTS.includes(text(value['verdict']))) return null;
  return { verdict: text(value['verdict']) as Verdict, label: text(value['label']) };
}

function name(place: string, offer: Offer): string {
  return `${PREFIX}${place}/${offer.review}`;
}
