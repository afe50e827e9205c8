/** What is in a configuration and the files it includes? The payload of crossplane's `parse`. */
import path from 'node:path/posix';
import { parse as parseSyntax } from '../syntax/index.ts';
import type { BlockContext, CheckOptions } from './check.ts';
import { combined } from './combine.ts';
import { type IncludeEdge, includeCycles } from './cycle.ts';
import { CrossplaneError } from './errors.ts';
import { type Host, readSource } from './host.ts';
import { includedFiles } from './include.ts';
import { walkFile } from './parse-file.ts';
import type { FileError, Payload, PayloadError, Statement, Status } from './payload.ts';
import { decodeText } from './text.ts';

/** crossplane's options under their names; the defaults are crossplane's. */
export interface ParseOptions extends Partial<CheckOptions> {
  /** False: stop reading a file at its first mistake. Default true. */
  readonly catchErrors?: boolean;
  /** Names of directives that are left out. */
  readonly ignore?: readonly string[];
  /** Do not read included files. */
  readonly single?: boolean;
  /** Include comments. */
  readonly comments?: boolean;
  /** Make one `config` entry of all files: what an include names stands in its place. */
  readonly combine?: boolean;
  /** What to put into an error's `callback`. */
  readonly onerror?: (error: CrossplaneError) => unknown;
}

interface OpenFile {
  readonly file: string;
  status: Status;
  readonly errors: FileError[];
  parsed: readonly Statement[];
}

interface Job {
  readonly index: number;
  readonly context: BlockContext;
}

/** Parses a configuration. Mistakes of the configuration are in the payload; never throws because of one. */
export function parse(filename: string, host: Host, options: ParseOptions = {}): Payload {
  return new Parser(filename, host, options).parse();
}

class Parser {
  readonly #host: Host;
  readonly #options: ParseOptions;
  /** Relative includes start from here. */
  readonly #directory: string;
  readonly #files: OpenFile[] = [];
  readonly #errors: PayloadError[] = [];
  readonly #indexes = new Map<string, number>();
  /** The files to read, each in every context that includes it: what is right in one may be wrong in another. */
  readonly #jobs: Job[] = [];
  readonly #seen = new Set<string>();
  readonly #edges: IncludeEdge[] = [];

  constructor(filename: string, host: Host, options: ParseOptions) {
    this.#host = host;
    this.#options = options;
    this.#directory = filename.includes('/') ? path.dirname(filename) : '';
    this.#add(filename, 'main');
  }

  parse(): Payload {
    for (let next = 0; next < this.#jobs.length; next++) this.#read(this.#jobs[next]!);
    for (const { from, line } of includeCycles(this.#edges)) {
      const { file } = this.#files[from]!;
      this.#note(from, new CrossplaneError('configs contain include cycle', file, line));
    }
    const payload: Payload = {
      status: this.#errors.length === 0 ? 'ok' : 'failed',
      errors: this.#errors,
      config: this.#files.map(({ file, status, errors, parsed }) => ({ file, status, errors, parsed })),
    };
    return this.#options.combine ? combined(payload) : payload;
  }

  /** The index of a file, which is read in `context` unless it was. */
  #add(file: string, context: BlockContext): number {
    let index = this.#indexes.get(file);
    if (index === undefined) {
      index = this.#files.length;
      this.#indexes.set(file, index);
      this.#files.push({ file, status: 'ok', errors: [], parsed: [] });
    }
    const key = `${index} ${context}`;
    if (!this.#seen.has(key)) {
      this.#seen.add(key);
      this.#jobs.push({ index, context });
    }
    return index;
  }

  #read({ index, context }: Job): void {
    const { strict = false, checkCtx = true, checkArgs = true, comments = false, combine = false } = this.#options;
    const { ignore = [], single = false, catchErrors = true } = this.#options;
    const open = this.#files[index]!;
    const isFirst = this.#seen.has(`${index} read`) === false;
    this.#seen.add(`${index} read`);
    try {
      const cst = parseSyntax(readSource(this.#host, open.file));
      const statements = walkFile(
        cst,
        context,
        { strict, checkCtx, checkArgs, comments, combine, ignore: new Set(ignore) },
        {
          onError: (error) => {
            if (!catchErrors) throw error;
            this.#note(index, error);
          },
          onInclude: single ? undefined : (name, line, inner) => this.#include(index, name, line, inner),
        },
      );
      if (isFirst) open.parsed = statements;
    } catch (error) {
      if (!(error instanceof CrossplaneError)) throw error;
      this.#note(index, error);
    }
  }

  #include(from: number, name: string, line: number, context: BlockContext): readonly number[] {
    const [shown = ''] = name.split('\0', 1); // nginx hands the name to the C library, for which a NUL ends it
    return includedFiles(this.#host, this.#directory, decodeText(shown), line).map((file) => {
      const to = this.#add(file, context);
      this.#edges.push({ from, to, line });
      return to;
    });
  }

  /** Told once, however many contexts it is wrong in. */
  #note(index: number, error: CrossplaneError): void {
    const open = this.#files[index]!;
    const { message, line } = error;
    if (open.errors.some((e) => e.error === message && e.line === line)) return;
    open.status = 'failed';
    open.errors.push({ error: message, line });
    const { onerror } = this.#options;
    this.#errors.push({ file: open.file, error: message, line, ...(onerror && { callback: onerror(error) }) });
  }
}
