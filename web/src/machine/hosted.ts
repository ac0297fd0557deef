/** A machine through Viam's app, over WebRTC, as a hosted Viam application reaches it. */

import { createRobotClient, robotApi, Struct, VisionClient, type RobotClient } from '@viamrobotics/sdk';
import type { HostedAccess } from './cookie';
import { toMachineError } from './errors';
import { record, type Answer } from './json';
import { within, type Command, type Machine, type MachineStatus } from './machine';

const PATIENCE = 15_000; // milliseconds
const SIGNALING = 'https://app.viam.com:443';
const NEVER_GIVE_UP = 1_000_000; // the client's own limit ends it after 51 seconds

export function hostedMachine(access: HostedAccess): Machine {
  let dialled: Promise<RobotClient> | null = null;

  function robot(): Promise<RobotClient> {
    dialled ??= createRobotClient({
      host: access.hostname,
      credentials: access.credentials,
      signalingAddress: SIGNALING,
      reconnectMaxAttempts: NEVER_GIVE_UP,
      reconnectMaxWait: 5000,
    }).catch((thrown: unknown) => {
      dialled = null;
      throw thrown;
    });
    return dialled;
  }

  /** WebRTC heeds neither timeout nor abort signal, so a timer races it. */
  async function call<T>(timeoutMs: number, work: (robot: RobotClient) => Promise<T>): Promise<T> {
    try {
      return await within(timeoutMs, robot().then(work));
    } catch (thrown) {
      throw toMachineError(thrown);
    }
  }

  return {
    address: access.hostname,
    status: () => call(PATIENCE, async (client) => readStatus(await client.getMachineStatus())),
    ask: (service, command, timeoutMs = PATIENCE) =>
      call(timeoutMs, (client) => askVision(new VisionClient(client, service), command)),
    close: () => void dialled?.then((client) => client.disconnect()).catch(() => undefined),
  };
}

/** The SDK wants a Struct: a plain object would be sent as {}. */
async function askVision(vision: VisionClient, command: Command): Promise<Answer> {
  const plain = JSON.parse(JSON.stringify(command)) as Parameters<typeof Struct.fromJson>[0];
  return record(await vision.doCommand(Struct.fromJson(plain)));
}

function readStatus(status: robotApi.GetMachineStatusResponse): MachineStatus {
  const resources = status.resources.map((one) => ({
    name: one.name?.name ?? '',
    isVision: one.name?.subtype === 'vision',
    problem: one.error,
  }));
  return {
    resources: resources.filter((one) => one.name),
    isStarting: status.state === robotApi.GetMachineStatusResponse_State.INITIALIZING,
  };
}
