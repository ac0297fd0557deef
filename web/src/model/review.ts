/** Frames that a person is to judge (DoCommands `review_next`, `review_list`), and what is said of them. */

import { flag, list, number, record, records, text, texts, time, type Answer } from '../machine/json';

export type Verdict = 'right' | 'wrong_class' | 'not_an_object' | 'cannot_tell';

export interface BoxAnswer {
  readonly verdict: Verdict;
  /** What it really is; "" where that is not known, and with every other verdict. */
  readonly label: string;
}

export interface Miss {
  readonly label: string;
  /** Fractions of the image. */
  readonly x: number;
  readonly y: number;
}

export interface ShownBox {
  readonly label: string;
  readonly confidence: number | null;
  /** xmin, ymin, xmax, ymax as fractions of the image, within it. */
  readonly corners: readonly [number, number, number, number];
  readonly isServed: boolean;
}

export interface Offer {
  readonly review: string;
  readonly camera: string;
  readonly time: number | null;
  readonly why: string;
  readonly asksForMisses: boolean;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly ShownBox[];
}

export interface Offers {
  readonly frames: readonly Offer[];
  readonly left: number;
  readonly labels: readonly string[];
  /** Base64 of the first frame's JPEG, "" where it is gone. */
  readonly firstImage: string;
}

export interface Reviewed {
  readonly review: string;
  readonly camera: string;
  readonly time: number | null;
  readonly why: string;
  readonly reviewer: string;
  readonly boxes: readonly (ShownBox & { readonly verdict: string; readonly trueLabel: string })[];
  readonly missed: readonly Miss[];
  readonly isSkipped: boolean;
  readonly thumbnail: string;
}

export function readOffers(answer: Answer): Offers {
  const frames = records(answer['frames']);
  return {
    frames: frames.map(readOffer).filter((one) => one.review),
    left: number(answer['left']) ?? 0,
    labels: texts(answer['labels']),
    firstImage: text(record(frames[0])['image']),
  };
}

export function readReviewed(answer: Answer): Reviewed {
  return {
    review: text(answer['review']),
    camera: text(answer['camera_name']),
    time: time(answer['time']),
    why: text(answer['why']),
    reviewer: text(answer['reviewer']),
    boxes: records(answer['boxes']).map((one) => ({
      ...readBox(one),
      verdict: text(one['verdict']),
      trueLabel: text(one['true_label']),
    })),
    missed: records(answer['missed']).map((one) => ({
      label: text(one['label']),
      x: number(one['x']) ?? 0,
      y: number(one['y']) ?? 0,
    })),
    isSkipped: flag(answer['is_skipped']),
    thumbnail: text(answer['thumbnail']),
  };
}

function readOffer(answer: Answer): Offer {
  return {
    review: text(answer['review']),
    camera: text(answer['camera_name']),
    time: time(answer['time']),
    why: text(answer['why']),
    asksForMisses: flag(answer['asks_for_misses']),
    width: number(answer['width']) || 4,
    height: number(answer['height']) || 3,
    boxes: records(answer['boxes']).map(readBox),
  };
}

/** A corner that is no number is drawn at the edge: the box stays countable, since each box needs an answer. */
function readBox(answer: Answer): ShownBox {
  const [x0, y0, x1, y1] = [0, 1, 2, 3].map((side) => number(list(answer['box'])[side]) ?? (side < 2 ? 0 : 1));
  const within = (side: number | undefined): number => Math.min(1, Math.max(0, side ?? 0));
  return {
    label: text(answer['label']),
    confidence: number(answer['confidence']),
    corners: [within(x0), within(y0), within(x1), within(y1)],
    isServed: answer['is_served'] !== false,
  };
}
