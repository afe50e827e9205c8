/** How does Python's json.dumps write a value: ASCII only, compact or indented? Without recursion: payloads nest 10,000 deep. */

interface Frame {
  /** Keys of an object; undefined for an array. */
  readonly keys: readonly string[] | undefined;
  readonly values: readonly unknown[];
  at: number;
}

/** A piece has about this many characters. */
const PIECE = 1 << 16;

/**
 * `value` as JSON, in pieces. `indent` as crossplane's `-i`: undefined for `,` and `:` alone, a number for a line per entry
 * with so many spaces per level. Values are null, booleans, finite numbers, strings, arrays and plain objects, in which
 * undefined entries are left out.
 */
export function* jsonPieces(value: unknown, indent?: number): Generator<string> {
  const step = indent === undefined ? '' : ' '.repeat(Math.max(0, indent));
  const colon = indent === undefined ? ':' : ': ';
  const root = frameOf(value);
  if (root === undefined) {
    yield* scalar(value);
    return;
  }
  const stack: Frame[] = [];
  let buffer = '';
  let margin = '\n';
  const enter = (frame: Frame): void => {
    if (frame.values.length === 0) {
      buffer += frame.keys ? '{}' : '[]';
      return;
    }
    buffer += frame.keys ? '{' : '[';
    stack.push(frame);
    margin += step;
  };
  enter(root);
  while (stack.length > 0) {
    if (buffer.length >= PIECE) {
      yield buffer;
      buffer = '';
    }
    const frame = stack[stack.length - 1]!;
    const { at, keys, values } = frame;
    if (at === values.length) {
      stack.pop();
      margin = margin.slice(0, margin.length - step.length);
      if (indent !== undefined) buffer += margin;
      buffer += keys ? '}' : ']';
      continue;
    }
    if (at > 0) buffer += ',';
    if (indent !== undefined) buffer += margin;
    if (keys) buffer += `"${escaped(keys[at]!)}"${colon}`;
    frame.at++;
    const item = values[at];
    const inner = frameOf(item);
    if (inner) {
      enter(inner);
    } else if (typeof item === 'string' && item.length > PIECE) {
      yield buffer;
      buffer = '';
      yield* scalar(item);
    } else {
      for (const piece of scalar(item)) buffer += piece;
    }
  }
  yield buffer;
}

function frameOf(value: unknown): Frame | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return { keys: undefined, values: value, at: 0 };
  const record = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(record).filter((key) => record[key] !== undefined);
  return { keys, values: keys.map((key) => record[key]), at: 0 };
}

function* scalar(value: unknown): Generator<string> {
  if (typeof value !== 'string') {
    yield value === undefined ? 'null' : String(value);
  } else if (value.length <= PIECE) {
    yield `"${escaped(value)}"`;
  } else {
    yield '"';
    for (let at = 0; at < value.length; at += PIECE) yield escaped(value.slice(at, at + PIECE));
    yield '"';
  }
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
