/** Hard frames: those that wait, why each was kept, and how the budget stands (DoCommand `captured`). */

import { flag, number, record, records, text, texts, time, type Answer } from '../machine/json';

export interface KeptFrame {
  readonly id: string;
  readonly time: number | null;
  readonly camera: string;
  readonly reasons: readonly string[];
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  readonly boxes: number;
  readonly tags: readonly string[];
  readonly handedOver: boolean;
  readonly blurred: boolean;
  /** Base64 of a JPEG, "" where the image is gone or cannot be read. */
  readonly thumbnail: string;
}

export interface UploadState {
  readonly state: string;
  readonly uploaded: number;
  readonly waiting: number;
  readonly problem: string;
  readonly nextAttemptSeconds: number | null;
}

export interface CaptureState {
  readonly waiting: number;
  readonly pages: number;
  readonly frames: readonly KeptFrame[];
  readonly paused: boolean;
  readonly kept: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, number>;
  /** The limit of which most is used, as a share, and its name; null where nothing is limited. */
  readonly budget: { readonly name: string; readonly used: number } | null;
  readonly diskProblem: string;
  readonly delivered: number;
  readonly upload: UploadState;
}

export function readCaptured(answer: Answer): CaptureState {
  const judge = record(answer['judge']);
  const queue = record(answer['queue']);
  return {
    waiting: number(answer['waiting']) ?? 0,
    pages: number(answer['pages']) ?? 0,
    frames: records(answer['frames']).map(readKept),
    paused: flag(judge['paused']),
    kept: counts(judge['kept']),
    refused: counts(judge['refused']),
    budget: fullest(record(record(answer['budget'])['limits'])),
    diskProblem: text(queue['disk_problem']) || text(answer['spool_problem']),
    delivered: number(queue['delivered']) ?? 0,
    upload: readUpload(record(answer['upload'])),
  };
}

export function readUpload(answer: Answer): UploadState {
  return {
    state: text(answer['state']),
    uploaded: number(answer['uploaded']) ?? 0,
    waiting: number(answer['waiting']) ?? 0,
    problem: text(answer['problem']),
    nextAttemptSeconds: number(answer['next_attempt_seconds']),
  };
}

function readKept(answer: Answer): KeptFrame {
  return {
    id: text(answer['id']),
    time: time(answer['time']),
    camera: text(answer['camera_name']),
    reasons: Object.keys(record(answer['reasons'])),
    labels: [...counts(answer['labels'])].map(([label, count]) => ({ label, count })),
    boxes: number(answer['boxes']) ?? 0,
    tags: texts(answer['tags']),
    handedOver: flag(answer['handed_over']),
    blurred: flag(answer['blurred']),
    thumbnail: text(answer['thumbnail']),
  };
}

function counts(value: unknown): ReadonlyMap<string, number> {
  return new Map(Object.entries(record(value)).map(([name, count]) => [name, number(count) ?? 0]));
}

/** Of limits over at least an hour: those of a minute are nearly always used up and say nothing. */
function fullest(limits: Answer): { name: string; used: number } | null {
  let found: { name: string; used: number } | null = null;
  for (const name of ['per_hour', 'per_day', 'megabytes_per_day']) {
    const limit = record(limits[name]);
    const most = number(limit['limit']);
    if (!most) continue;
    const used = (number(limit['used']) ?? 0) / most;
    if (found === null || used > found.used) found = { name, used };
  }
  return found;
}
