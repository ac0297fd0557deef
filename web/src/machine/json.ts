/** Reads answers of the module. A Struct's numbers are doubles; NaN comes as the text "NaN", what is unknown not at all. */

export type Answer = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function record(value: unknown): Answer {
  return isRecord(value) ? value : {};
}

/** A finite number, or null. Coordinates may be bigint. */
export function number(value: unknown): number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function flag(value: unknown): boolean {
  return value === true;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function records(value: unknown): readonly Answer[] {
  return list(value).filter(isRecord);
}

export function texts(value: unknown): readonly string[] {
  return list(value).filter((one): one is string => typeof one === 'string');
}

/** Milliseconds since 1970, or null. Times are UTC texts. */
export function time(value: unknown): number | null {
  const parsed = Date.parse(text(value));
  return Number.isNaN(parsed) ? null : parsed;
}

/** A column of figures in which -1 stands for what is not known. */
export function column(value: unknown): (number | null)[] {
  return list(value).map((one) => {
    const read = number(one);
    return read === null || read < 0 ? null : read;
  });
}
