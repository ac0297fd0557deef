/** A sitting of one reviewer: the frames in order, where they are in it, and what they have said. */

import { record, type Answer } from '../machine/json';
import { MachineError, type Command } from '../machine/machine';
import { poll, type Poll } from '../machine/poll';
import type { Watch } from '../machine/watch.svelte';
import { readFigure, type FigureRow } from '../model/figures';
import { readOffers, type Miss, type Verdict } from '../model/review';
import { keepDay, readDay, type Day } from './day';
import { dropDraft, keepDraft, openSheet } from './drafts';
import { Pictures } from './pictures';
import { ReviewQueue, type Refusal } from './queue';
import { goesOn, judge, mark, point, stepBack, submission, type Sheet } from './sheet';

const AHEAD = 4; // frames that wait behind the one that is shown
const MOST = 20; // frames of one answer
const KEPT = 60; // frames that one can go back through

export class Session {
  sheets = $state.raw<readonly Sheet[]>([]);
  at = $state(0);
  left = $state<number | null>(null);
  labels = $state.raw<readonly string[]>([]);
  waiting = $state(0);
  refusal = $state.raw<Refusal | null>(null);
  /** Why nothing can be asked or kept, "" while all is well. */
  problem = $state('');
  figure = $state.raw<FigureRow | null>(null);
  day = $state.raw<Day>({ done: 0, began: null });

  sheet = $derived<Sheet | null>(this.sheets[this.at] ?? null);

  readonly pictures: Pictures;
  readonly #place: string;
  readonly #queue: ReviewQueue;
  #poll: Poll | null = null;

  constructor(
    private readonly watch: Watch,
    private readonly reviewer: string,
    private readonly storage: Storage = localStorage,
  ) {
    const { service } = watch.chosen;
    const ask = (command: Command, timeoutMs?: number): Promise<Answer> => watch.machine.ask(service, command, timeoutMs);
    this.#place = `${watch.machine.address}/${service}`;
    this.pictures = new Pictures(ask);
    const changed = (waiting: number): void => void (this.waiting = waiting);
    const answered = (_: Command, answer: Answer): void => this.#answered(answer);
    this.#queue = new ReviewQueue(storage, this.#place, ask, changed, answered, (one) => (this.refusal = one));
    this.waiting = this.#queue.waiting().length;
    this.day = readDay(storage, this.#place, new Date());
  }

  start(): void {
    this.#poll = poll(() => this.#fill());
  }

  stop(): void {
    this.#poll?.stop();
    this.pictures.close();
  }

  verdict(verdict: Verdict, label = ''): void {
    if (!this.sheet) return;
    const wasSent = this.sheet.isSent;
    this.#change(judge(this.sheet, verdict, label));
    if (wasSent) this.#submit();
    else if (goesOn(this.sheet)) this.done();
  }

  miss(miss: Miss): void {
    if (!this.sheet) return;
    this.#change(mark(this.sheet, miss));
    if (this.sheet.isSent) this.#submit();
  }

  /** Only where each box has a verdict. */
  done(): void {
    if (this.#submit()) this.move(1);
  }

  skip(): void {
    const { sheet } = this;
    if (!sheet) return;
    if (this.#put({ command: 'review_skip', review: sheet.offer.review, reviewer: this.reviewer })) {
      this.#change({ ...sheet, isSent: true });
      this.move(1);
    }
  }

  /** The last answer of this frame, else the frame before, whose review is taken back. */
  undo(): void {
    const { sheet } = this;
    const stepped = sheet && !sheet.isSent ? stepBack(sheet) : null;
    if (stepped) {
      this.#change(stepped);
      return;
    }
    if (sheet && !sheet.isSent && this.at === 0) return;
    if (sheet?.isSent !== true) this.at -= 1;
    const before = this.sheet;
    if (!before?.isSent) return;
    if (!this.#put({ command: 'review_undo', reviewer: this.reviewer, review: before.offer.review })) return;
    this.#change({ ...(stepBack(before) ?? before), isSent: false });
    this.#count(-1);
  }

  move(by: number): void {
    this.at = Math.min(Math.max(0, this.at + by), this.sheets.length);
    this.#trim();
    this.#prepare();
    this.#poll?.now();
  }

  box(by: number): void {
    if (this.sheet) this.#change(point(this.sheet, by));
  }

  #submit(): boolean {
    const { sheet } = this;
    const said = sheet && submission(sheet, this.reviewer);
    if (!sheet || !said || !this.#put(said)) return false;
    if (!sheet.isSent) this.#count(1);
    this.#change({ ...sheet, isSent: true });
    dropDraft(this.storage, this.#place, sheet.offer);
    return true;
  }

  #put(command: Command): boolean {
    try {
      this.#queue.put(command);
      this.problem = '';
      return true;
    } catch {
      this.problem = 'This browser keeps nothing (its storage is full or switched off), so no answer is taken: it could be lost.';
      return false;
    }
  }

  #change(sheet: Sheet): void {
    this.sheets = this.sheets.map((one, index) => (index === this.at ? sheet : one));
    if (!sheet.isSent) keepDraft(this.storage, this.#place, sheet);
  }

  #count(by: number): void {
    const now = new Date();
    const today = readDay(this.storage, this.#place, now);
    this.day = { done: Math.max(0, today.done + by), began: today.began ?? this.figure?.precision ?? null };
    keepDay(this.storage, this.#place, now, this.day);
  }

  #answered(answer: Answer): void {
    if ('figure' in answer) this.figure = readFigure(record(answer['figure']));
  }

  /** Sends what waits, then asks for more frames where few are left. */
  async #fill(): Promise<number> {
    await this.#queue.send();
    const open = this.sheets.slice(this.at).filter((one) => !one.isSent).length;
    if (this.waiting > 0 && open > 0) return 1000;
    if (open > AHEAD) return 2000;
    try {
      await this.#more(open);
      this.problem = '';
    } catch (thrown) {
      this.problem = thrown instanceof MachineError ? thrown.message : '';
      throw thrown;
    }
    return this.sheet ? 2000 : 4000;
  }

  /** The frames that this reviewer holds already come first, so more is asked for than is wanted. */
  async #more(open: number): Promise<void> {
    const { camera } = this.watch.chosen;
    const held = this.sheets.filter((one) => !one.isSent).length;
    const count = Math.min(MOST, held + AHEAD + 1);
    const image = open === 0;
    const question = { command: 'review_next', reviewer: this.reviewer, camera_name: camera, count, image };
    const answer = readOffers(await this.watch.ask(question));
    const known = new Set([...this.sheets.map((one) => one.offer.review), ...this.#said()]);
    const fresh = answer.frames.filter((one) => !known.has(one.review));
    const first = answer.frames[0];
    if (first && answer.firstImage) this.pictures.put(first.review, answer.firstImage);
    this.left = answer.left + open + fresh.length;
    this.labels = answer.labels;
    if (fresh.length) {
      this.sheets = [...this.sheets, ...fresh.map((one) => openSheet(this.storage, this.#place, one))];
    }
    this.#prepare();
  }

  #said(): string[] {
    return this.#queue.waiting().map((one) => String(one.command['review'] ?? ''));
  }

  #prepare(): void {
    for (const one of this.sheets.slice(this.at, this.at + AHEAD)) this.pictures.get(one.offer.review).catch(() => undefined);
  }

  #trim(): void {
    const spare = this.sheets.length - KEPT;
    if (spare <= 0 || this.at < spare) return;
    this.sheets = this.sheets.slice(spare);
    this.at -= spare;
  }
}
