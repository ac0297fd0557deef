/** Which vision services of a machine are Driftwatch's, and how each is. */

import { readOverview, SCHEMA, type Overview } from '../model/overview';
import { MachineError, type Machine, type MachineStatus } from './machine';

/** ready: it answers. old, newer: of a module that this page cannot read. broken: it is there and answers with an error. */
export type Found =
  | { readonly name: string; readonly kind: 'ready'; readonly overview: Overview }
  | { readonly name: string; readonly kind: 'old' | 'newer' | 'broken'; readonly problem: string };

const NO_SUCH_COMMAND = /command: must be one of .*review_next|command: must be one of .*statistics/;

/** Null where the service is not one of Driftwatch's. Rejects where the machine does not answer. */
export async function look(machine: Machine, name: string): Promise<Found | null> {
  try {
    const answer = await machine.ask(name, { command: 'overview' });
    if (typeof answer['schema'] !== 'number') return null;
    const overview = readOverview(answer);
    if (overview.schema > SCHEMA) {
      return { name, kind: 'newer', problem: `The module is ${overview.version}, newer than this page. Reload it.` };
    }
    return { name, kind: 'ready', overview };
  } catch (thrown) {
    if (!(thrown instanceof MachineError)) throw thrown;
    if (thrown.trouble === 'unreachable' || thrown.trouble === 'denied') throw thrown;
    if (NO_SUCH_COMMAND.test(thrown.message)) {
      return { name, kind: 'old', problem: 'The module on this machine is older than this page. Update the module.' };
    }
    return thrown.trouble === 'refused' ? { name, kind: 'broken', problem: thrown.message } : null;
  }
}

/** Of every vision service, in the order of names. A service that cannot be made is named with its reason. */
export async function discover(machine: Machine): Promise<{ status: MachineStatus; found: Found[] }> {
  const status = await machine.status();
  const visions = status.resources.filter((one) => one.isVision).sort((a, b) => a.name.localeCompare(b.name));
  const looked = await Promise.all(
    visions.map(async (one): Promise<Found | null> => {
      if (one.problem) return { name: one.name, kind: 'broken', problem: one.problem };
      return look(machine, one.name);
    }),
  );
  return { status, found: looked.filter((one) => one !== null) };
}

/** Which service the page begins with: one with an alarm before one with a warning, then one that asks for reviews. */
export function foremost(found: readonly Found[]): Found | undefined {
  const urgency = (one: Found): number => {
    if (one.kind !== 'ready') return -1;
    const { cameras, reviews } = one.overview;
    const state = Math.max(0, ...cameras.map((camera) => ['warning', 'drift'].indexOf(camera.state) + 1));
    return 2 * state + Number(reviews);
  };
  return found.reduce<Found | undefined>((best, one) => (best && urgency(best) >= urgency(one) ? best : one), undefined);
}
