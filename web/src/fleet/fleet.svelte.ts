/** What the fleet view knows at this moment: of machines that are asked, and of readings that were reported. */

import { localMachine } from '../machine/access';
import { discover } from '../machine/discover';
import { record } from '../machine/json';
import { MachineError, type Machine } from '../machine/machine';
import { poll, type Poll } from '../machine/poll';
import { liveRows, quiet, type LiveRow } from './live';
import { readRecord, type FleetRecord } from './row';
import { liveRecord } from './sums';

const SECOND = 1000;
const REPORTS = './fleet.json';

export class Fleet {
  /** Null until a machine has answered, or has been found not to. */
  live = $state.raw<FleetRecord | null>(null);
  reported = $state.raw<FleetRecord | null>(null);

  #rows = new Map<string, readonly LiveRow[]>();
  #heard = new Map<string, number>();
  #machines: Machine[] = [];
  #polls: Poll[] = [];

  constructor(
    private readonly addresses: readonly string[],
    private readonly hasReports: boolean,
    private readonly storage: Storage,
  ) {}

  start(): void {
    for (const address of this.addresses) {
      const machine = localMachine(address, this.storage);
      if (machine === null) this.#put(address, [quiet(address, '', 'silent', 'this is no address of a machine', null)]);
      else this.#polls.push(poll(() => this.#ask(address, machine)));
      if (machine !== null) this.#machines.push(machine);
    }
    if (this.hasReports) this.#polls.push(poll(() => this.#fetch()));
  }

  stop(): void {
    this.#polls.forEach((one) => one.stop());
    this.#machines.forEach((one) => one.close());
  }

  async #ask(address: string, machine: Machine): Promise<number> {
    try {
      const { found } = await discover(machine);
      const now = Date.now();
      this.#heard.set(address, now);
      this.#put(address, liveRows(address, found, now));
    } catch (thrown) {
      const isDenied = thrown instanceof MachineError && thrown.trouble === 'denied';
      const why = isDenied ? 'it asks for an API key; open its page and give it' : 'it does not answer';
      this.#put(address, [quiet(address, '', 'silent', why, this.#heard.get(address) ?? null)]);
    }
    return 3 * SECOND;
  }

  async #fetch(): Promise<number> {
    try {
      const response = await fetch(REPORTS, { credentials: 'omit' });
      this.reported = readRecord(record(await response.json()));
    } catch {
      const problem = 'the server of this page does not answer; start driftwatch dashboard again';
      this.reported = this.reported ?? { ...readRecord({}), problem };
    }
    return 30 * SECOND;
  }

  #put(address: string, rows: readonly LiveRow[]): void {
    this.#rows.set(address, rows);
    this.live = liveRecord([...this.#rows.values()].flat());
  }
}
