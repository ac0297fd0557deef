/** What the page asks a machine on the own network, and its answers, as bytes. */

import type { Answer } from './json';
import type { Command, MachineStatus, Resource } from './machine';
import { bytesOf, field, fields, joined, textOf, utf8 } from './protobuf';
import { fromStruct, toStruct } from './struct';

export const DO_COMMAND = 'viam.service.vision.v1.VisionService/DoCommand';
export const STATUS = 'viam.robot.v1.RobotService/GetMachineStatus';

const INITIALIZING = 1; // viam.robot.v1.GetMachineStatusResponse.State

/** viam.common.v1.DoCommandRequest: name = 1, command = 2. */
export function commandMessage(service: string, command: Command): Uint8Array {
  return joined([field(1, utf8(service)), field(2, toStruct(command))]);
}

/** viam.common.v1.DoCommandResponse: result = 1. */
export function commandAnswer(message: Uint8Array): Answer {
  return fromStruct(bytesOf(message, 1));
}

/** viam.robot.v1.GetMachineStatusResponse: resources = 1, state = 3. */
export function statusAnswer(message: Uint8Array): MachineStatus {
  const resources: Resource[] = [];
  let isStarting = false;
  for (const { number, value, bytes } of fields(message)) {
    if (number === 1) resources.push(resource(bytes));
    if (number === 3) isStarting = value === INITIALIZING;
  }
  return { resources: resources.filter((one) => one.name), isStarting };
}

/** viam.robot.v1.ResourceStatus: name = 1 with subtype = 3 and name = 4; error = 5. */
function resource(message: Uint8Array): Resource {
  const name = bytesOf(message, 1);
  return { name: textOf(name, 4), isVision: textOf(name, 3) === 'vision', problem: textOf(message, 5) };
}
