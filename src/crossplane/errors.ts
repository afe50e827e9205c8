/** How does this room say that something is wrong? In crossplane's shape: nginx's words, then ` in FILE:LINE`. */
import { errnoSuffix, FsError } from '../fs/index.ts';

/** A configuration, payload or file that cannot be worked with. `message` is what a payload or a person is shown. */
export class CrossplaneError extends Error {
  /** The words without the place. */
  readonly reason: string;
  readonly file: string | null;
  /** 1-based; null where there is none. */
  readonly line: number | null;

  constructor(reason: string, file: string | null = null, line: number | null = null) {
    super(file === null ? reason : line === null ? `${reason} in ${file}` : `${reason} in ${file}:${line}`);
    this.name = 'CrossplaneError';
    this.reason = reason;
    this.file = file;
    this.line = line;
  }
}

/** What Python prints for a file the system refuses: `[Errno 2] No such file or directory: 'x.conf'`. */
export function osError(error: unknown, file: string, line: number | null = null): CrossplaneError {
  if (!(error instanceof FsError)) throw error;
  const known = /^\((\d+): (.*)\)$/s.exec(errnoSuffix(error.code));
  const text = known ? `[Errno ${known[1]}] ${known[2]}` : error.code;
  const told = new CrossplaneError(`${text}: ${quoted(file)}`);
  return line === null ? told : Object.assign(told, { line });
}

/** A text as Python's repr writes it: control characters visible, single quotes unless only those occur inside. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\\u0000-\u001f\u007f-\u00a0\ud800-\udfff]|'/g, (c) => {
    if (c === "'") return quote === "'" ? "\\'" : c;
    if (c === '\\') return '\\\\';
    if (c === '\n') return '\\n';
    if (c === '\r') return '\\r';
    if (c === '\t') return '\\t';
    const code = c.charCodeAt(0);
    // a character outside the basic plane is two of these, and printable
    if (code >= 0xd800 && code <= 0xdfff) return c;
    return `\\x${code.toString(16).padStart(2, '0')}`;
  });
  return quote + inner + quote;
}
