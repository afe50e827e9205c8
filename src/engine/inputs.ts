/** Which configurations are meant by the paths of the command line? */
import path from 'node:path/posix';
import { type Holder, holderOf } from '../embedded/index.ts';
import { errnoText, type FileSystem, FsError } from '../fs/index.ts';
import { SourceText } from '../text/index.ts';
import { isMainConfiguration, type ParsedFiles, parseFile } from '../tree/index.ts';
import { InputError } from './input-error.ts';
import type { Observer } from './observer.ts';
import { type NotSearched, searchDirectory } from './search.ts';
import { assertText } from './text-kind.ts';

/** One nginx file that was named or found. */
export interface Candidate {
  readonly path: string;
  /** The path without symbolic links: `sites-enabled/shop` and `sites-available/shop` are one file. */
  readonly real: string;
  /** False for a file that a directory was searched for: it is judged alone only when no other file includes it. */
  readonly isNamed: boolean;
  readonly isMain: boolean;
  /** Set where the file is no nginx text itself but holds some. */
  readonly holder?: Holder;
}

export interface Inputs {
  /** In the order given; what lies in directories in byte order. Each file once. */
  readonly candidates: readonly Candidate[];
  readonly notSearched: readonly NotSearched[];
}

export interface InputRequest {
  readonly fs: FileSystem;
  /** Absolute paths of files and directories. */
  readonly paths: readonly string[];
  /** The path as people are shown it. */
  readonly show: (absolute: string) => string;
  /** Files that a directory search leaves out. */
  readonly ignored: (absolute: string) => boolean;
  /** What was parsed to find out what it is is added here. */
  readonly parsed: ParsedFiles;
  readonly observer?: Observer | undefined;
}

/** The files behind paths. Throws InputError for a path that cannot be worked on. */
export function findInputs(request: InputRequest): Inputs {
  const { fs, paths, show } = request;
  const found = new Map<string, Candidate>();
  const notSearched: NotSearched[] = [];
  for (const absolute of paths) {
    const stat = fs.stat(absolute);
    if (!stat)
      throw new InputError(`\`${show(absolute)}\`: no such file or directory`, whereToLook(fs, absolute, show));
    if (stat.kind !== 'directory') {
      const named = namedFile(absolute, request);
      found.set(named.real, { ...named, path: found.get(named.real)?.path ?? absolute });
      continue;
    }
    const inside = search(absolute, request);
    for (const one of inside.notSearched) notSearched.push(one);
    for (const file of inside.found) if (!found.has(file.real)) found.set(file.real, { ...file, isNamed: false });
  }
  return { candidates: [...found.values()], notSearched };
}

function search(absolute: string, request: InputRequest) {
  const { show } = request;
  let result: ReturnType<typeof searchDirectory>;
  try {
    result = searchDirectory(absolute, request);
  } catch (error) {
    if (error instanceof FsError) throw unreadable(show(absolute), error);
    throw error;
  }
  if (result.found.length > 0) return result;
  const [first] = result.notSearched;
  const help =
    result.ignored > 0
      ? `the settings' \`ignore\` leaves out all there is (${result.ignored} ${result.ignored === 1 ? 'file' : 'files'})`
      : first
        ? `\`${show(first.path)}\` cannot be read: run nginx-vet as a user who may`
        : 'files are recognised by their content; if there is one, name it: `nginx-vet check path/to/nginx.conf`';
  throw new InputError(`\`${show(absolute)}\` holds no nginx configuration`, help, { isEmpty: true });
}

function whereToLook(fs: FileSystem, absolute: string, show: (absolute: string) => string): string {
  let parent = path.dirname(absolute);
  while (!fs.stat(parent) && parent !== '/') parent = path.dirname(parent);
  return `check the path; the nearest directory that exists is \`${show(parent)}\``;
}

function namedFile(absolute: string, { fs, show, parsed }: InputRequest): Candidate {
  let bytes: Uint8Array;
  try {
    bytes = fs.read(absolute);
  } catch (error) {
    if (error instanceof FsError) throw unreadable(show(absolute), error);
    throw error;
  }
  assertText(bytes, show(absolute));
  const source = SourceText.fromBytes(show(absolute), bytes);
  const named = { path: absolute, real: fs.realpath(absolute), isNamed: true };
  const holder = namedHolder(source);
  if (holder) return { ...named, isMain: false, holder };
  const file = parseFile(source, absolute);
  parsed.set(absolute, file);
  return { ...named, isMain: isMainConfiguration(file.cst) };
}

/** What a named file or text holds; undefined where it is nginx text itself. Throws InputError where it holds none. */
export function namedHolder(source: SourceText): Holder | undefined {
  const holder = holderOf(source);
  if (!holder || holder.configurations.length > 0) return holder;
  const { kind, problem } = holder;
  const name = `\`${source.path}\``;
  if (problem) {
    const line = problem.span ? ` in line ${source.line(problem.span.start)}` : '';
    throw new InputError(
      `${name} is no valid YAML${line}: ${problem.why}`,
      'nginx texts are looked for in the ConfigMaps and ingress snippets of YAML files',
    );
  }
  throw new InputError(
    `${name} holds no nginx configuration`,
    kind === 'markdown'
      ? 'of a Markdown file the blocks are read that begin with ```nginx'
      : 'of a YAML file the nginx texts of ConfigMaps and the snippets of ingress controllers are read',
  );
}

/** What is said of an input that is there but cannot be read. */
export function unreadable(shown: string, { code }: FsError): InputError {
  return new InputError(
    `\`${shown}\` cannot be read: ${errnoText(code).toLowerCase()}`,
    code === 'EACCES' ? 'run nginx-vet as a user who may read it, or change its mode' : 'name a readable file',
  );
}
