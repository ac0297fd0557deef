import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Interval from '../../src/parts/Interval.svelte';
import LabelPicker from '../../src/parts/LabelPicker.svelte';
import VerdictBar from '../../src/parts/VerdictBar.svelte';
import { USUAL } from '../../src/review/keys';
import { blank, judge } from '../../src/review/sheet';
import { offer } from './offers';

let shown: ReturnType<typeof mount> | null = null;
function show<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): HTMLElement {
  shown = mount(component, { target: document.body, props } as Parameters<typeof mount<Props, object>>[1]);
  flushSync();
  return document.body;
}
afterEach(() => {
  if (shown) void unmount(shown);
  document.body.innerHTML = '';
});

describe('an interval', () => {
  it('says in words what it draws, and draws the dot between the ends', () => {
    const interval = { value: 0.9, low: 0.8, high: 0.95 };
    const body = show(Interval, { name: 'precision of person', interval, start: 0.5, target: 0.85, href: '#/frames' });
    expect(body.querySelector('a')?.getAttribute('aria-label')).toBe('precision of person 0.90, 0.80 to 0.95; target 0.85');
    expect(body.querySelector<HTMLElement>('.dot')?.style.left).toBe('80%');
    expect(body.querySelector<HTMLElement>('.bar')?.style.left).toBe('60%');
  });
  it('draws nothing where nothing is known', () => {
    const body = show(Interval, { name: 'recall', interval: null, start: 0.5, href: '#' });
    expect([body.querySelector('.dot'), body.querySelector('.figure')?.textContent]).toEqual([null, '–']);
  });
});

describe('the bar of verdicts', () => {
  it('offers "done" only when each box has its verdict', () => {
    const sheet = blank(offer(['a'], true));
    const props = { keymap: USUAL, isFirst: true, isMarking: false, onact: () => undefined };
    const body = show(VerdictBar, { ...props, sheet, mayBeDone: false });
    const done = (): boolean => body.querySelector<HTMLButtonElement>('[aria-keyshortcuts="Enter"]')?.disabled ?? true;
    expect(done()).toBe(true);
    if (shown) void unmount(shown);
    show(VerdictBar, { ...props, sheet: judge(sheet, 'right'), mayBeDone: true });
    expect(done()).toBe(false);
  });
});

describe('the choice of a label', () => {
  it('shows a hostile label as text', () => {
    const picked = vi.fn();
    const hostile = '<img src=x onerror="alert(1)">';
    const body = show(LabelPicker, { title: 'What?', labels: [hostile], mayBeUnknown: true, onpick: picked, oncancel: () => undefined });
    expect(body.querySelector('img')).toBeNull();
    body.querySelector('button')?.click();
    expect(picked).toHaveBeenCalledWith(hostile);
  });
});
