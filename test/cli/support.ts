// Drives main() with a world in memory.
import { type FileSystem, memoryFileSystem } from '../../src/fs/index.ts';
import { main, type World } from '../../src/main.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Around {
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
  readonly stdin?: string | (() => Uint8Array);
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly fs?: FileSystem;
  readonly writeFile?: World['writeFile'];
  /** Default: a clock that stands still. */
  readonly now?: () => number;
}

/** Runs one command line in `/p` (or `cwd`). */
export async function run(argv: readonly string[], around: Around = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const { stdin = '' } = around;
  const terminal = { ...(around.isTTY && { isTTY: true }), ...(around.columns && { columns: around.columns }) };
  const world: World = {
    argv,
    cwd: around.cwd ?? '/p',
    env: around.env ?? {},
    fs: around.fs ?? memoryFileSystem(around.files ?? { '/p/nginx.conf': CLEAN }),
    stdin: typeof stdin === 'string' ? () => Buffer.from(stdin) : stdin,
    stdout: { write: (text: string | Uint8Array) => out.push(Buffer.from(text).toString()), ...terminal },
    stderr: { write: (text: string) => err.push(text), ...terminal },
    now: around.now ?? (() => 0),
    ...(around.writeFile && { writeFile: around.writeFile }),
  };
  const code = await main(world);
  return { code, out: out.join(''), err: err.join('') };
}

export const CLEAN =
  'events {}\nhttp {\n    server {\n        listen 80;\n        location / {\n            return 204;\n        }\n    }\n}\n';
/** One warning: proxy-pass-localhost. */
export const WARNING = CLEAN.replace('return 204', 'proxy_pass http://localhost:3000');
/** One error: unknown-directive. */
export const ERROR = CLEAN.replace('return 204', 'nonsense 204');
export const ESC = '\u001b';
