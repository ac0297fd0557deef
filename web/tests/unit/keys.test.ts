import { describe, expect, it } from 'vitest';
import { actionOf, HOTKEYS, isFree, keepKeymap, readKeymap, USUAL, withKey } from '../../src/review/keys';

describe('keys', () => {
  it('do one thing each, and letters in either case', () => {
    expect(new Set(Object.values(USUAL)).size).toBe(HOTKEYS.length);
    expect([actionOf(USUAL, 'R'), actionOf(USUAL, 'Enter'), actionOf(USUAL, 'q')]).toEqual(['right', 'done', null]);
  });
  it('are swapped, so that none does two things', () => {
    const changed = withKey(USUAL, 'right', 'n');
    expect([changed.right, changed.not_an_object]).toEqual(['n', 'r']);
  });
  it('are kept in the browser, and what is damaged there is left alone', () => {
    keepKeymap(localStorage, withKey(USUAL, 'right', 'q'));
    expect(readKeymap(localStorage).right).toBe('q');
    localStorage.setItem('driftwatch.keys', '{"right": 3, "bulk": "x"');
    expect(readKeymap(localStorage)).toEqual(USUAL);
  });
  it('that name labels or leave are not free', () => expect(['1', 'Escape', 'Tab', 'q'].map(isFree)).toEqual([false, false, false, true]));
});
