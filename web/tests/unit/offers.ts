/** Frames to be judged, for tests. */

import type { Offer } from '../../src/model/review';

export function offer(labels: readonly string[], asksForMisses = false): Offer {
  const boxes = labels.map((label) => ({ label, confidence: 0.9, corners: [0.1, 0.1, 0.5, 0.5] as const, isServed: true }));
  return { review: 'r1', camera: 'cam', time: 0, why: '', asksForMisses, width: 640, height: 360, boxes };
}
