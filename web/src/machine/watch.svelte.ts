/** What the page knows of its machine at this moment; every screen reads it. */

import { readCaptured, type CaptureState } from '../model/capture';
import { readFigures, type Figures } from '../model/figures';
import type { CameraView, Overview } from '../model/overview';
import { readShadow, type Comparison } from '../model/shadow';
import { readTrend, type Trend } from '../model/trend';
import type { Answer } from './json';
import { discover, foremost, look, type Found } from './discover';
import { MachineError, type Command, type Machine } from './machine';
import { poll, type Poll } from './poll';

export type Phase = 'connecting' | 'live' | 'offline' | 'denied';

export interface Chosen {
  readonly service: string;
  readonly camera: string;
}

export interface Range {
  readonly hours: number;
  /** Milliseconds since 1970, null for now. */
  readonly end: number | null;
}

const SECOND = 1000;
const REDISCOVER = 10 * SECOND;
const LAST = 'driftwatch.service/';

export class Watch {
  phase = $state<Phase>('connecting');
  /** When the machine last answered; milliseconds since 1970. */
  heard = $state<number | null>(null);
  problem = $state('');
  isStarting = $state(false);
  found = $state.raw<readonly Found[] | null>(null);
  chosen = $state.raw<Chosen>({ service: '', camera: '' });
  range = $state.raw<Range>({ hours: 24, end: null });
  trend = $state.raw<Trend | null>(null);
  trendProblem = $state('');
  figures = $state.raw<Figures | null>(null);
  capture = $state.raw<CaptureState | null>(null);
  comparison = $state.raw<Comparison | null>(null);
  now = $state(Date.now());

  current = $derived(this.found?.find((one) => one.name === this.chosen.service) ?? null);
  overview = $derived<Overview | null>(this.current?.kind === 'ready' ? this.current.overview : null);
  view = $derived<CameraView | null>(this.overview?.cameras.find((one) => one.camera === this.chosen.camera) ?? null);

  #discovered = 0;
  /** Whether nobody has chosen a stretch of time yet: a stream that is new begins with its hour. */
  #isUnranged = true;
  #polls: Poll[] = [];
  #trendPoll: Poll | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;

  /** storage: keeps which service was looked at last. */
  constructor(
    readonly machine: Machine,
    private readonly storage: Storage,
  ) {}

  /** service: that is likely to be there, so that it can be asked before the machine has said which there are; "" for none. */
  start(service = ''): void {
    void this.#guess(service || this.#last());
    this.#clock = setInterval(() => (this.now = Date.now()), SECOND);
    this.#trendPoll = poll(() => this.#askTrend());
    this.#polls = [poll(() => this.#askOverview()), this.#trendPoll, poll(() => this.#askRest())];
  }

  stop(): void {
    clearInterval(this.#clock);
    this.#polls.forEach((one) => one.stop());
    this.machine.close();
  }

  /** "" leaves it to the page: the service that was looked at last, or the foremost, and its default camera. */
  choose(service: string, camera = ''): void {
    const found = this.found ?? [];
    const last = found.find((one) => one.name === this.#last() && one.kind === 'ready');
    const name = service || (last ?? foremost(found))?.name || '';
    const held = found.find((one) => one.name === name);
    const cameras = held?.kind === 'ready' ? held.overview.cameras.map((one) => one.camera) : [];
    const usual = held?.kind === 'ready' ? held.overview.defaultCamera : '';
    const chosen = { service: name, camera: camera || (cameras.includes(usual) ? usual : (cameras[0] ?? '')) };
    if (chosen.service === this.chosen.service && chosen.camera === this.chosen.camera) return;
    this.chosen = chosen;
    if (held) this.#keep(name);
    this.trend = this.figures = this.capture = this.comparison = null;
    this.refresh();
  }

  show(range: Range): void {
    this.#isUnranged = false;
    this.range = range;
    this.#trendPoll?.now();
  }

  refresh(): void {
    this.#polls.forEach((one) => one.now());
  }

  ask(command: Command, timeoutMs?: number): Promise<Answer> {
    return this.#heard(() => this.machine.ask(this.chosen.service, command, timeoutMs));
  }

  async #heard<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work();
      this.heard = this.now = Date.now();
      this.phase = 'live';
      this.problem = '';
      return answer;
    } catch (thrown) {
      this.#failed(thrown);
      throw thrown;
    }
  }

  /** What the module refuses is said where it was asked; what the machine does not answer is the page's state. */
  #failed(thrown: unknown): void {
    if (!(thrown instanceof MachineError)) return;
    if (thrown.trouble === 'denied') this.phase = 'denied';
    else if (thrown.trouble === 'unreachable') this.phase = this.heard === null ? 'connecting' : 'offline';
    else return;
    this.problem = thrown.message;
    this.#discovered = 0;
  }

  async #askOverview(): Promise<number> {
    const due = Date.now() - this.#discovered > REDISCOVER || this.current?.kind !== 'ready';
    if (due) await this.#discover();
    else await this.#lookAgain();
    if (!this.chosen.service || (this.view === null && this.overview?.cameras.length)) this.choose(this.chosen.service);
    return SECOND;
  }

  /** Shows a service while the machine still says which there are; what it says in the end counts. */
  async #guess(name: string): Promise<void> {
    if (!name) return;
    try {
      const found = await this.#heard(() => look(this.machine, name));
      if (found !== null && this.found === null) this.found = [found];
    } catch {
      // The polls say what is wrong.
    }
  }

  #last(): string {
    return this.storage.getItem(LAST + this.machine.address) ?? '';
  }

  #keep(name: string): void {
    try {
      this.storage.setItem(LAST + this.machine.address, name);
    } catch {
      // Then the first service is shown the next time.
    }
  }

  async #discover(): Promise<void> {
    const { status, found } = await this.#heard(() => discover(this.machine));
    this.isStarting = status.isStarting;
    this.found = found;
    this.#discovered = Date.now();
  }

  async #lookAgain(): Promise<void> {
    const name = this.chosen.service;
    const found = await this.#heard(() => look(this.machine, name));
    if (found === null) {
      this.#discovered = 0;
      return;
    }
    this.found = (this.found ?? []).map((one) => (one.name === name ? found : one));
  }

  async #askTrend(): Promise<number> {
    const { chosen, range } = this;
    if (!chosen.camera && this.view === null) return 200;
    const end = range.end === null ? {} : { end: Math.round(range.end / SECOND) };
    const question = { command: 'trend', camera_name: chosen.camera, hours: range.hours, ...end };
    try {
      const trend = readTrend(await this.ask(question));
      if (chosen !== this.chosen || range !== this.range) return 0;
      this.trend = trend;
      if (this.#isUnranged && isYoung(trend)) {
        this.range = { hours: 1, end: null };
        return 0;
      }
      this.#isUnranged = false;
      this.trendProblem = '';
      return Math.min(30, Math.max(3, trend.bucketSeconds / 20)) * SECOND;
    } catch (thrown) {
      if (!(thrown instanceof MachineError) || thrown.trouble === 'unreachable') throw thrown;
      this.trendProblem = thrown.message;
      return 5 * SECOND;
    }
  }

  async #askRest(): Promise<number> {
    const { chosen, overview } = this;
    if (overview === null || !chosen.service) return 200;
    const camera = { camera_name: chosen.camera };
    const [figures, capture, comparison] = await Promise.all([
      overview.reviews ? this.#part({ command: 'review_figures', ...camera }, readFigures) : null,
      overview.captures ? this.#part({ command: 'captured', ...camera, per_page: 1 }, readCaptured) : null,
      overview.compares ? this.#part({ command: 'shadow', ...camera }, readShadow) : null,
    ]);
    if (chosen !== this.chosen) return 0;
    this.figures = figures;
    this.capture = capture;
    this.comparison = comparison;
    return 4 * SECOND;
  }

  /** Null where the module refuses it, as before the first frame. */
  async #part<T>(command: Command, read: (answer: Answer) => T): Promise<T | null> {
    try {
      return read(await this.ask(command));
    } catch (thrown) {
      if (thrown instanceof MachineError && thrown.trouble !== 'unreachable') return null;
      throw thrown;
    }
  }
}

const HOUR = 3600 * SECOND;

function isYoung(trend: Trend): boolean {
  const first = trend.frames.findIndex((one) => (one ?? 0) > 0);
  return trend.end - trend.start > 2 * HOUR && first >= 0 && (trend.times[first] ?? 0) > trend.end - HOUR;
}
