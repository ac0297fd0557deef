/** google.protobuf.Struct, in which commands and their answers travel. */

import { isRecord, type Answer } from './json';
import { bytesOf, doubleField, field, fields, joined, utf8, varintField } from './protobuf';

const [KEY, VALUE] = [1, 2]; // of an entry
const ENTRY = 1; // of a Struct, and each value of a ListValue
const [NULL, NUMBER, TEXT, FLAG, STRUCT, LIST] = [1, 2, 3, 4, 5, 6]; // kinds of a Value

const words = new TextDecoder();

/** What JSON has no word for, as undefined, is left out. */
export function toStruct(record: Answer): Uint8Array {
  const given = Object.entries(record).filter(([, value]) => value !== undefined);
  return joined(given.map(([key, value]) => field(ENTRY, joined([field(KEY, utf8(key)), field(VALUE, toValue(value))]))));
}

function toValue(value: unknown): Uint8Array {
  if (typeof value === 'number') return doubleField(NUMBER, value);
  if (typeof value === 'string') return field(TEXT, utf8(value));
  if (typeof value === 'boolean') return varintField(FLAG, Number(value));
  if (Array.isArray(value)) return field(LIST, joined(value.map((one) => field(ENTRY, toValue(one)))));
  return isRecord(value) ? field(STRUCT, toStruct(value)) : varintField(NULL, 0);
}

export function fromStruct(message: Uint8Array): Answer {
  const pairs: [string, unknown][] = [];
  for (const one of fields(message)) {
    if (one.number === ENTRY) pairs.push([words.decode(bytesOf(one.bytes, KEY)), fromValue(bytesOf(one.bytes, VALUE))]);
  }
  return Object.fromEntries(pairs);
}

function fromValue(message: Uint8Array): unknown {
  let found: unknown = null;
  for (const { number, value, bytes } of fields(message)) {
    if (number === NULL) found = null;
    else if (number === NUMBER) found = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
    else if (number === TEXT) found = words.decode(bytes);
    else if (number === FLAG) found = value !== 0;
    else if (number === STRUCT) found = fromStruct(bytes);
    else if (number === LIST) found = [...fields(bytes)].map((one) => fromValue(one.bytes));
  }
  return found;
}
