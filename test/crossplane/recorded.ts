/** What crossplane 0.5.7 printed for the project's own configurations: fixtures/crossplane/recorded.jsonl. */
import fs from 'node:fs';
import type { Host, ParseOptions, Payload } from '../../src/crossplane/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';

/** The option sets of the recordings. */
export const OPTION_SETS: Readonly<Record<string, ParseOptions>> = {
  default: {},
  comments: { comments: true },
  combine: { combine: true },
  single: { single: true },
  strict: { strict: true },
  combineComments: { combine: true, comments: true },
  ignore: { ignore: ['listen', 'server_name'] },
};

export interface Recording {
  readonly id: string;
  /** Does `nginx -t` accept it? */
  readonly accepted: boolean;
  readonly main: string;
  readonly files: Readonly<Record<string, string>>;
  /** By option set. */
  readonly parse: Readonly<Record<string, Payload>>;
  readonly lex: readonly (readonly [string, number])[] | { readonly raises: string; readonly message: string };
  readonly build?: Readonly<Record<string, string>>;
  readonly format?: string;
}

/** Every recording; `=name` in the file stands for the same as another one. */
export function recordings(): readonly Recording[] {
  const file = new URL('../../fixtures/crossplane/recorded.jsonl', import.meta.url);
  return fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const raw = JSON.parse(line) as Recording & { parse: Record<string, Payload | string> };
      const parse = Object.fromEntries(
        Object.entries(raw.parse).map(([set, p]) => [
          set,
          typeof p === 'string' ? (raw.parse[p.slice(1)] as Payload) : p,
        ]),
      );
      const format = raw.format === '=build' ? raw.build?.indent4 : raw.format;
      return { ...raw, parse, ...(format !== undefined && { format }) };
    });
}

/** The files of a recording in `/w`. */
export function hostOf(files: Readonly<Record<string, string | Uint8Array>>): Host {
  return { fs: memoryFileSystem(Object.fromEntries(Object.entries(files).map(([k, v]) => [`/w/${k}`, v]))), cwd: '/w' };
}
