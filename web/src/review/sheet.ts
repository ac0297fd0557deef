/** One frame as it is being judged. Plain values and pure steps: what a key does is a new sheet. */

import type { BoxAnswer, Miss, Offer, Verdict } from '../model/review';

export interface Sheet {
  readonly offer: Offer;
  readonly answers: readonly (BoxAnswer | null)[];
  readonly missed: readonly Miss[];
  /** The box that the next verdict is about. */
  readonly current: number;
  /** In the order of judging, for going back: a box's index, or -1 for a point. */
  readonly trail: readonly number[];
  readonly isSent: boolean;
}

export function blank(offer: Offer): Sheet {
  return { offer, answers: offer.boxes.map(() => null), missed: [], current: 0, trail: [], isSent: false };
}

/** The verdict on the current box; the next box that has none comes up. */
export function judge(sheet: Sheet, verdict: Verdict, label = ''): Sheet {
  const box = sheet.offer.boxes[sheet.current];
  if (!box) return sheet;
  const isSame = verdict === 'wrong_class' && label === box.label;
  const answer: BoxAnswer = isSame ? { verdict: 'right', label: '' } : { verdict, label: verdict === 'wrong_class' ? label : '' };
  const answers = sheet.answers.map((one, index) => (index === sheet.current ? answer : one));
  const open = nextOpen(answers, sheet.current);
  return { ...sheet, answers, current: open ?? sheet.current, trail: [...sheet.trail, sheet.current] };
}

export function mark(sheet: Sheet, miss: Miss): Sheet {
  return { ...sheet, missed: [...sheet.missed, miss], trail: [...sheet.trail, -1] };
}

/** Takes the last verdict or point back; null where there is none on this frame. */
export function stepBack(sheet: Sheet): Sheet | null {
  const last = sheet.trail.at(-1);
  if (last === undefined) return null;
  const trail = sheet.trail.slice(0, -1);
  if (last === -1) return { ...sheet, missed: sheet.missed.slice(0, -1), trail };
  return { ...sheet, answers: sheet.answers.map((one, index) => (index === last ? null : one)), current: last, trail };
}

export function point(sheet: Sheet, by: number): Sheet {
  const boxes = sheet.offer.boxes.length;
  return boxes === 0 ? sheet : { ...sheet, current: (sheet.current + by + boxes) % boxes };
}

export function isJudged(sheet: Sheet): boolean {
  return sheet.answers.every((one) => one !== null);
}

/** Whether the frame goes on by itself after its last box. Where misses are asked for, and where there is no box, a person says when. */
export function goesOn(sheet: Sheet): boolean {
  return isJudged(sheet) && !sheet.offer.asksForMisses && sheet.offer.boxes.length > 0;
}

export interface Submission {
  readonly command: 'review_submit';
  readonly review: string;
  readonly reviewer: string;
  readonly boxes: readonly { readonly verdict: Verdict; readonly label: string }[];
  readonly missed: readonly Miss[];
  readonly looked_for_misses: boolean;
  readonly [argument: string]: unknown;
}

/** Null while a box has no verdict. */
export function submission(sheet: Sheet, reviewer: string): Submission | null {
  const boxes = sheet.answers.filter((one) => one !== null);
  if (boxes.length !== sheet.answers.length) return null;
  const { review, asksForMisses } = sheet.offer;
  return { command: 'review_submit', review, reviewer, boxes, missed: sheet.missed, looked_for_misses: asksForMisses };
}

function nextOpen(answers: readonly (BoxAnswer | null)[], after: number): number | null {
  const order = answers.map((_, index) => (after + 1 + index) % answers.length);
  return order.find((index) => answers[index] === null) ?? null;
}
