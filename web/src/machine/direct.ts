/** A machine on the own network, asked over gRPC-web. */

import { robotApi, VisionClient, type RobotClient } from '@viamrobotics/sdk';
import { toMachineError } from './errors';
import { unary } from './grpc_web';
import { AUTHENTICATE, loginMessage, tokenOf, type ApiKey } from './login';
import { within, type Machine } from './machine';
import { askVision, readStatus } from './questions';

const PATIENCE = 10_000; // milliseconds
const STATUS = 'viam.robot.v1.RobotService/GetMachineStatus';

/** What a message class of the SDK can do. */
interface MessageClass {
  new (partial: object): { toBinary(): Uint8Array };
  fromBinary(bytes: Uint8Array): object;
}
interface Service {
  readonly typeName: string;
  readonly methods: Readonly<Record<string, { readonly name: string; readonly I: MessageClass; readonly O: MessageClass }>>;
}

export function directMachine(baseUrl: string, key: ApiKey | null): Machine {
  const ended = new AbortController();
  const visions = new Map<string, VisionClient>();
  let token = '';

  const send = (method: string, message: Uint8Array): Promise<Uint8Array> =>
    unary(`${baseUrl}/${method}`, message, token, ended.signal);

  /** What the SDK's clients want of a robot: functions for the methods of a service. */
  const robot = {
    createServiceClient: (service: Service) =>
      Object.fromEntries(
        Object.entries(service.methods).map(([name, { name: method, I, O }]) => [
          name,
          async (request: object) => O.fromBinary(await send(`${service.typeName}/${method}`, new I(request).toBinary())),
        ]),
      ),
  };

  async function login(): Promise<void> {
    if (key !== null && !token) token = tokenOf(await send(AUTHENTICATE, loginMessage(key)));
  }

  /** A token runs out, and a machine that was started again knows none: then a new one is asked for, once. */
  async function call<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    const held = token;
    try {
      return await within(timeoutMs, login().then(work));
    } catch (thrown) {
      const error = toMachineError(thrown);
      if (error.trouble !== 'denied' || key === null || !held) throw error;
      token = '';
      return within(timeoutMs, login().then(work)).catch((again: unknown) => {
        throw toMachineError(again);
      });
    }
  }

  function vision(service: string): VisionClient {
    const made = visions.get(service) ?? new VisionClient(robot as unknown as RobotClient, service);
    visions.set(service, made);
    return made;
  }

  async function status(): Promise<robotApi.GetMachineStatusResponse> {
    const request = new robotApi.GetMachineStatusRequest();
    return robotApi.GetMachineStatusResponse.fromBinary(await send(STATUS, request.toBinary()));
  }

  return {
    address: baseUrl.replace(/^https?:\/\//, ''),
    status: () => call(PATIENCE, async () => readStatus(await status())),
    ask: (service, command, timeoutMs = PATIENCE) => call(timeoutMs, () => askVision(vision(service), command)),
    close: () => ended.abort(),
  };
}

/** "gate-3.local", "192.168.1.7:8080", "https://gate-3:8080" as a URL; null where it cannot be an address. */
export function baseUrlOf(address: string): string | null {
  const found = /^(https?:\/\/)?(\[[0-9a-f:]+\]|[\w.-]+)(:\d{1,5})?\/?$/i.exec(address.trim());
  if (!found) return null;
  const [, scheme = 'http://', host = '', port = ':8080'] = found;
  return `${scheme.toLowerCase()}${host.toLowerCase()}${port}`;
}
