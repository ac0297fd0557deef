/** What both ways to a machine ask, and how the answers are read. */

import { robotApi, Struct, type VisionClient } from '@viamrobotics/sdk';
import { record, type Answer } from './json';
import type { Command, MachineStatus } from './machine';

/** The SDK wants a Struct: a plain object would be sent as {}. */
export async function askVision(vision: VisionClient, command: Command): Promise<Answer> {
  const plain = JSON.parse(JSON.stringify(command)) as Parameters<typeof Struct.fromJson>[0];
  return record(await vision.doCommand(Struct.fromJson(plain)));
}

export function readStatus(status: robotApi.GetMachineStatusResponse): MachineStatus {
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
