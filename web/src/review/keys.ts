/** Which key does what in the review; every one can be changed, and is kept in this browser. */

import { isRecord } from '../machine/json';

export type Action =
  | 'right'
  | 'wrong_class'
  | 'not_an_object'
  | 'cannot_tell'
  | 'missed'
  | 'undo'
  | 'done'
  | 'skip'
  | 'forward'
  | 'back'
  | 'next_box'
  | 'previous_box'
  | 'clean'
  | 'zoom_in'
  | 'zoom_out'
  | 'help';

export interface Hotkey {
  readonly action: Action;
  readonly words: string;
  readonly usual: string;
}

export const HOTKEYS: readonly Hotkey[] = [
  { action: 'right', words: 'The box is right', usual: 'r' },
  { action: 'wrong_class', words: 'There is something, but of another label', usual: 'w' },
  { action: 'not_an_object', words: 'There is nothing of the kind', usual: 'n' },
  { action: 'cannot_tell', words: 'Cannot tell', usual: 'c' },
  { action: 'missed', words: 'Mark an object without a box', usual: 'm' },
  { action: 'done', words: 'Done with this frame', usual: 'Enter' },
  { action: 'undo', words: 'Take the last answer back', usual: 'z' },
  { action: 'skip', words: 'Pass this frame over', usual: 's' },
  { action: 'forward', words: 'Next frame', usual: 'ArrowRight' },
  { action: 'back', words: 'Frame before', usual: 'ArrowLeft' },
  { action: 'next_box', words: 'Next box', usual: 'ArrowDown' },
  { action: 'previous_box', words: 'Box before', usual: 'ArrowUp' },
  { action: 'clean', words: 'Picture without boxes', usual: 'h' },
  { action: 'zoom_in', words: 'Zoom in', usual: '+' },
  { action: 'zoom_out', words: 'Zoom out', usual: '-' },
  { action: 'help', words: 'All keys', usual: '?' },
];

export type Keymap = Readonly<Record<Action, string>>;

const PLACE = 'driftwatch.keys';
export const USUAL = Object.fromEntries(HOTKEYS.map((one) => [one.action, one.usual])) as Keymap;

export function readKeymap(storage: Storage): Keymap {
  try {
    const kept: unknown = JSON.parse(storage.getItem(PLACE) ?? '{}');
    if (!isRecord(kept)) return USUAL;
    const known = HOTKEYS.filter((one) => typeof kept[one.action] === 'string');
    return { ...USUAL, ...Object.fromEntries(known.map((one) => [one.action, kept[one.action]])) };
  } catch {
    return USUAL;
  }
}

/** A key that another action had goes to this one, and that one gets this one's: no key does two things. */
export function withKey(keymap: Keymap, action: Action, key: string): Keymap {
  const holder = HOTKEYS.find((one) => keymap[one.action] === key)?.action;
  const swapped = holder === undefined ? {} : { [holder]: keymap[action] };
  return { ...keymap, ...swapped, [action]: key };
}

export function keepKeymap(storage: Storage, keymap: Keymap): void {
  storage.setItem(PLACE, JSON.stringify(keymap));
}

/** Of a key that was pressed without Ctrl, Alt or Meta; letters in either case. */
export function actionOf(keymap: Keymap, key: string): Action | null {
  const same = (one: string): boolean => one === key || (key.length === 1 && one.toLowerCase() === key.toLowerCase());
  return HOTKEYS.find((one) => same(keymap[one.action]))?.action ?? null;
}

/** Digits name labels; they and Escape and Tab cannot be given to an action. */
export function isFree(key: string): boolean {
  return !/^([0-9]|Escape|Tab|Shift|Control|Alt|Meta|Dead|Unidentified)$/.test(key);
}

export function keyName(key: string): string {
  const names: Record<string, string> = { ArrowRight: '→', ArrowLeft: '←', ArrowUp: '↑', ArrowDown: '↓', ' ': 'Space', Enter: '↵' };
  return names[key] ?? key;
}
