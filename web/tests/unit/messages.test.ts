import { robotApi, Struct, commonApi } from '@viamrobotics/sdk';
import { describe, expect, it } from 'vitest';
import { directMachine } from '../../src/machine/direct';
import { framed } from '../../src/machine/grpc_web';
import { bytesOf, fields } from '../../src/machine/protobuf';
import { commandAnswer, commandMessage, statusAnswer } from '../../src/machine/questions';
import { fromStruct, toStruct } from '../../src/machine/struct';
import type { Answer } from '../../src/machine/json';

const VALUES: Answer = {
  text: 'Grüße, 猫 \u0000',
  long: 'x'.repeat(70_000),
  numbers: [0, -1.5, 1e300, 5e-324, 2 ** 53],
  yes: true,
  no: false,
  nothing: null,
  nested: { list: [[], {}, [null, { a: [1] }]], '': 'empty key' },
};

describe("a Struct of ours and one of the SDK's", () => {
  it('say the same, whoever writes and whoever reads', () => {
    const plain = VALUES as Parameters<typeof Struct.fromJson>[0];
    expect(Struct.fromBinary(toStruct(VALUES)).toJson()).toEqual(VALUES);
    expect(fromStruct(Struct.fromJson(plain).toBinary())).toEqual(VALUES);
  });

  it('what is undefined is left out, and a key of an object is only a key', () => {
    expect(fromStruct(toStruct({ a: undefined, b: 1 }))).toEqual({ b: 1 });
    const found = fromStruct(toStruct(JSON.parse('{"__proto__": {"hit": 1}}') as Answer));
    expect((found as { hit?: unknown }).hit).toBeUndefined();
    expect(Object.keys(found)).toEqual(['__proto__']);
  });

  it('one that is cut off anywhere is no answer', () => {
    const whole = toStruct({ key: 'value', other: [1, 2, 3] });
    for (let length = 1; length < whole.length; length += 1) {
      let read: Answer | null = null;
      try {
        read = fromStruct(whole.subarray(0, length));
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RangeError);
      }
      if (read) expect(read).toEqual({ key: 'value' });
    }
  });
});

describe('messages', () => {
  it("a command is read by the SDK's own class, and its answer is read here", () => {
    const asked = commonApi.DoCommandRequest.fromBinary(commandMessage('vision', { command: 'trend', hours: 24 }));
    expect([asked.name, asked.command?.toJson()]).toEqual(['vision', { command: 'trend', hours: 24 }]);
    const answer = new commonApi.DoCommandResponse({ result: Struct.fromJson({ ok: true }) });
    expect(commandAnswer(answer.toBinary())).toEqual({ ok: true });
    expect(commandAnswer(new Uint8Array())).toEqual({});
  });

  it('the status names resources, what is wrong with them, and whether the machine starts', () => {
    const resource = (subtype: string, name: string, error = ''): robotApi.ResourceStatus =>
      new robotApi.ResourceStatus({ name: { namespace: 'rdk', type: 'service', subtype, name }, error, revision: 'r' });
    const status = new robotApi.GetMachineStatusResponse({
      resources: [resource('vision', 'v'), resource('mlmodel', 'm', 'no file')],
      state: robotApi.GetMachineStatusResponse_State.INITIALIZING,
    });
    expect(statusAnswer(status.toBinary())).toEqual({
      resources: [
        { name: 'v', isVision: true, problem: '' },
        { name: 'm', isVision: false, problem: 'no file' },
      ],
      isStarting: true,
    });
    expect(statusAnswer(new Uint8Array())).toEqual({ resources: [], isStarting: false });
  });

  it('of merged messages the last one counts', () => {
    expect([...bytesOf(Uint8Array.of(10, 1, 65, 10, 1, 66), 1)]).toEqual([66]);
    expect(() => [...fields(Uint8Array.of(11))]).toThrow(RangeError);
  });
});

describe('a machine with an API key', () => {
  it('gets the key once, then the token; a token that has run out is asked for again', async () => {
    const asked: [string, string | null][] = [];
    let known = 't1';
    const answered = (message: readonly number[], status = '0'): Response => {
      const trailers = framed(new TextEncoder().encode(`grpc-status: ${status}\r\ngrpc-message: no\r\n`));
      trailers[0] = 0x80;
      const body = status === '0' ? [...framed(Uint8Array.from(message)), ...trailers] : [...trailers];
      return new Response(Uint8Array.from(body), { status: 200 });
    };
    globalThis.fetch = (url, init) => {
      const token = new Headers(init?.headers).get('Authorization');
      asked.push([String(url).split('/').at(-1) ?? '', token]);
      if (String(url).endsWith('Authenticate')) return Promise.resolve(answered([10, 2, ...new TextEncoder().encode(known)]));
      return Promise.resolve(token === `Bearer ${known}` ? answered([]) : answered([], '16'));
    };
    const machine = directMachine('http://gate-1.local:8080', { id: 'i', key: 'SECRET' });
    await machine.ask('v', { command: 'overview' });
    known = 't2';
    await machine.ask('v', { command: 'overview' });
    expect(asked).toEqual([
      ['Authenticate', null],
      ['DoCommand', 'Bearer t1'],
      ['DoCommand', 'Bearer t1'],
      ['Authenticate', null],
      ['DoCommand', 'Bearer t2'],
    ]);
    expect(JSON.stringify(machine)).not.toContain('SECRET');
  });
});
