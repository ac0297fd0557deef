/** Messages of protocol buffers as bytes, as far as the page speaks them: https://protobuf.dev/programming-guides/encoding */

export interface Field {
  readonly number: number;
  /** Of a varint; 0 where the field holds bytes or a double. */
  readonly value: number;
  /** Of a field with a length, or the eight bytes of a double. */
  readonly bytes: Uint8Array;
}

const [VARINT, DOUBLE, BYTES, FLOAT] = [0, 1, 2, 5];
const NOTHING: Uint8Array = new Uint8Array();

/** The fields of a message in their order. Throws a RangeError where it is cut off or no message. */
export function* fields(message: Uint8Array): Generator<Field> {
  let at = 0;

  function varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError('a message was cut off');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }
  function take(length: number): Uint8Array {
    if (at + length > message.length) throw new RangeError('a message was cut off');
    return message.subarray(at, (at += length));
  }

  while (at < message.length) {
    const tag = varint();
    const kind = tag % 8;
    const number = Math.floor(tag / 8);
    if (kind === VARINT) yield { number, value: varint(), bytes: NOTHING };
    else if (kind === BYTES) yield { number, value: 0, bytes: take(varint()) };
    else if (kind === DOUBLE || kind === FLOAT) yield { number, value: 0, bytes: take(kind === DOUBLE ? 8 : 4) };
    else throw new RangeError('a message has a field of an unknown kind');
  }
}

/** The last field of that number, as messages are merged; empty where there is none. */
export function bytesOf(message: Uint8Array, number: number): Uint8Array {
  let found: Uint8Array = NOTHING;
  for (const one of fields(message)) if (one.number === number) found = one.bytes;
  return found;
}

export function textOf(message: Uint8Array, number: number): string {
  return new TextDecoder().decode(bytesOf(message, number));
}

export function utf8(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

/** A field with a length: text, bytes or a message. */
export function field(number: number, content: Uint8Array): Uint8Array {
  return joined([varint(number * 8 + BYTES), varint(content.length), content]);
}

export function varintField(number: number, value: number): Uint8Array {
  return joined([varint(number * 8 + VARINT), varint(value)]);
}

export function doubleField(number: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return joined([varint(number * 8 + DOUBLE), bytes]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, one) => length + one.length, 0));
  let at = 0;
  for (const one of parts) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}
