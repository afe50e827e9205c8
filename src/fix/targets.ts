/** Which bytes of which file does a fix change, and may it? */
import path from 'node:path/posix';
import type { CheckRequest, Report, ReportFile } from '../engine/index.ts';
import type { Fix } from '../rule/index.ts';
import { byteString, originEdit, originOf, type SourceText, type TextEdit } from '../text/index.ts';
import { clash, type Edit, isSameEdit } from './edited-text.ts';

/** What edits can change: a file by its absolute path without symbolic links, or a text that came without a file. */
export interface Target {
  readonly kind: 'file' | 'text';
  /** The path of a file, the name of a text. */
  readonly at: string;
  /** The path as people are shown it. */
  readonly shown: string;
}

/** An edit of a file as it is on the disk (or of a text). */
export interface TargetEdit extends Edit {
  readonly target: Target;
}

/** The edits of a fix, or why nginx-vet does not make them (for people, lower-case start, no full stop). */
export type Resolved = { readonly edits: readonly TargetEdit[] } | { readonly why: string };

/** Answers for the files of one report. */
export class Targets {
  readonly #request: CheckRequest;
  readonly #files: ReadonlyMap<string, ReportFile>;
  readonly #known = new Map<string, Target | string>();
  #project: readonly string[] | undefined;

  constructor(request: CheckRequest, { files }: Report) {
    this.#request = request;
    this.#files = new Map(files.map((file) => [file.path, file]));
  }

  /** Where the edits of a fix go; neighbours among them are put together. */
  resolve({ edits }: Fix): Resolved {
    const resolved: TargetEdit[] = [];
    for (const edit of edits) {
      const one = this.#edit(edit);
      if (typeof one === 'string') return { why: one };
      const at = resolved.findIndex((o) => o.target.at === one.target.at && clash(o, one));
      const other = resolved[at];
      if (!other) resolved.push(one);
      else if (isSameEdit(other, one)) continue;
      else if (other.end === one.start) resolved[at] = { ...other, end: one.end, text: other.text + one.text };
      else if (one.end === other.start) resolved[at] = { ...other, start: one.start, text: one.text + other.text };
      else return { why: 'its edits get in each other’s way' };
    }
    const byPlace = resolved.toSorted((a, b) => a.start - b.start);
    const overlaps = byPlace.some((a, i) =>
      byPlace.some((b, j) => i < j && a.target.at === b.target.at && b.start < a.end),
    );
    if (overlaps) return { why: 'its edits get in each other’s way' };
    if (resolved.length === 0) return { why: 'it changes nothing' };
    return { edits: resolved };
  }

  #edit(edit: TextEdit): TargetEdit | string {
    const inner = edit.span.source;
    if (inner.shownBy) return `\`${inner.shownBy.path}\` only shows what \`${inner.path}\` held`;
    const written = originEdit(edit);
    if (!written) return `it cannot be written within \`${originOf(edit.span).source.path}\`: change it there by hand`;
    const { source, start, end } = written.span;
    const target = this.#target(source, inner);
    if (typeof target === 'string') return target;
    return { target, start, end, text: written.text.replace(/\r?\n/g, lineEndAt(source.text, start)) };
  }

  #target(source: SourceText, inner: SourceText): Target | string {
    const key = `${source.path}\n${inner.path}`;
    let target = this.#known.get(key);
    if (target === undefined) {
      target = this.#judge(source, inner);
      this.#known.set(key, target);
    }
    return target;
  }

  /** `inner` is the text that was checked, `source` the one that it is cut out of (or the same). */
  #judge(source: SourceText, inner: SourceText): Target | string {
    const shown = source.path;
    const { fs, cwd, texts = [], ignored } = this.#request;
    const file = this.#files.get(inner.path);
    if (!file) return `\`${inner.path}\` is no file of this configuration`;
    if (file.role === 'template') return `\`${shown}\` is a template: what it becomes is not known`;
    const absolute = path.resolve(cwd, shown);
    const target: Target = texts.some(({ name }) => name === shown)
      ? { kind: 'text', at: shown, shown }
      : { kind: 'file', at: fs.realpath(absolute), shown };
    if (target.kind === 'file' && ignored?.(absolute)) return `the settings’ \`ignore\` leaves \`${shown}\` out`;
    if (target.kind === 'file' && !this.#isInProject(absolute, target.at)) {
      return `\`${shown}\` lies outside of what is checked: name it to have it changed`;
    }
    // a text may have the name of a file that is read as well
    if (readTarget(this.#request, target) !== source.text) return `\`${shown}\` is not what was checked`;
    return target;
  }

  /** Named on the command line, or below a directory that is named or holds something named. */
  #isInProject(absolute: string, real: string): boolean {
    const { fs, cwd, paths } = this.#request;
    if (paths.some((p) => path.resolve(cwd, p) === absolute)) return true;
    this.#project ??= projectOf(this.#request).map((directory) => fs.realpath(directory));
    return this.#project.some((directory) => isBelow(real, directory));
  }
}

/** The directories that a run is about; an included file elsewhere belongs to somebody else. */
function projectOf({ fs, cwd, paths, texts = [], prefix, pathMap = [] }: CheckRequest): readonly string[] {
  const named = paths.map((p) => path.resolve(cwd, p));
  const around = named.map((p) => (fs.stat(p)?.kind === 'directory' ? p : path.dirname(p)));
  const isHere = texts.length > 0 || named.some((p) => isBelow(p, cwd));
  return [
    ...around,
    ...texts.map(({ name }) => path.dirname(path.resolve(cwd, name))),
    ...(prefix === undefined ? [] : [path.resolve(cwd, prefix)]),
    ...pathMap.map(({ to }) => path.resolve(cwd, to)),
    // who works in `/` does not mean the whole machine
    ...(isHere && cwd !== '/' ? [cwd] : []),
  ];
}

function isBelow(file: string, directory: string): boolean {
  return directory === '/' || file === directory || file.startsWith(`${directory}/`);
}

/** How the line at `offset` ends; the last one as the one before it. */
function lineEndAt(text: string, offset: number): '\n' | '\r\n' {
  let end = text.indexOf('\n', offset);
  if (end < 0) end = text.lastIndexOf('\n');
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

/** The bytes of a file or text as a byte string. Throws FsError. */
export function readTarget({ fs, texts = [] }: CheckRequest, { kind, at }: Target): string {
  const bytes = kind === 'file' ? fs.read(at) : texts.find(({ name }) => name === at)?.bytes;
  return byteString(bytes ?? new Uint8Array());
}
