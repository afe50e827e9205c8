/** How does Python's json.dumps write a value: ASCII only, compact or indented? Without recursion: payloads nest 10,000 deep. */

interface Frame {
  /** Keys of an object; undefined for an array. */
  readonly keys: readonly string[] | undefined;
  readonly values: readonly unknown[];
  at: number;
}

/** A sink is called with pieces of about this many characters. */
const PIECE = 1 << 16;

/**
 * Writes `value` in pieces. `indent` as crossplane's `-i`: undefined for `,` and `:` alone, a number for a line per entry
 * with so many spaces per level. Values are null, booleans, finite numbers, strings, arrays and plain objects, in which
 * undefined entries are left out.
 */
export function writeJson(value: unknown, indent: number | undefined, write: (piece: string) => void): void {
  let buffer = '';
  const put = (text: string): void => {
    buffer += text;
    if (buffer.length >= PIECE) {
      write(buffer);
      buffer = '';
    }
  };
  const step = indent === undefined ? '' : ' '.repeat(Math.max(0, indent));
  const colon = indent === undefined ? ':' : ': ';
  const stack: Frame[] = [];
  let margin = '\n';
  const line = (): void => {
    if (indent !== undefined) put(margin);
  };
  const putValue = (item: unknown): void => {
    const frame = frameOf(item);
    if (frame === undefined) {
      putScalar(item, put);
      return;
    }
    const isArray = frame.keys === undefined;
    if (frame.values.length === 0) {
      put(isArray ? '[]' : '{}');
      return;
    }
    put(isArray ? '[' : '{');
    stack.push(frame);
    margin += step;
  };
  putValue(value);
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    if (frame.at === frame.values.length) {
      stack.pop();
      margin = margin.slice(0, margin.length - step.length);
      line();
      put(frame.keys ? '}' : ']');
      continue;
    }
    if (frame.at > 0) put(',');
    line();
    if (frame.keys) {
      putString(frame.keys[frame.at]!, put);
      put(colon);
    }
    putValue(frame.values[frame.at++]);
  }
  if (buffer !== '') write(buffer);
}

function frameOf(value: unknown): Frame | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return { keys: undefined, values: value, at: 0 };
  const record = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(record).filter((key) => record[key] !== undefined);
  return { keys, values: keys.map((key) => record[key]), at: 0 };
}

function putScalar(value: unknown, put: (text: string) => void): void {
  if (typeof value === 'string') putString(value, put);
  else put(value === undefined ? 'null' : String(value));
}

function putString(text: string, put: (text: string) => void): void {
  if (text.length <= PIECE) {
    put(`"${escaped(text)}"`);
    return;
  }
  put('"');
  for (let at = 0; at < text.length; at += PIECE) put(escaped(text.slice(at, at + PIECE)));
  put('"');
}

function escaped(text: string): string {
  return /[^ !#-[\]-~]/.test(text) ? text.replace(/[^ !#-[\]-~]/g, escapeOf) : text;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};

function escapeOf(unit: string): string {
  return SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
