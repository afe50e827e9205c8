/** Which file of the project lies at a path of an image, and where does a file of the project end up? */
import path from 'node:path/posix';
import { hasHole, type Mapped } from '../../yaml/index.ts';
import { matchesGlob } from '../glob.ts';
import type { Reader } from '../reader.ts';
import { stageOf } from './stages.ts';
import type { BuiltImage, Copy, Stage } from './types.ts';

/** A file of the project, a text of the Dockerfile; `none` = no copy puts it there, `unknown` = nobody can say. */
export type ImageFile =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly text: Mapped }
  | 'none'
  | 'unknown';

/** Stages that take their files from each other deeper than this do it in a circle. */
const MAX_STAGES = 12;

/** What the image has at an absolute path; the last copy counts. */
export function imageFile(image: BuiltImage, file: string, reader: Reader): ImageFile {
  return inStage(image, image.stage, path.normalize(file), reader, 0);
}

function inStage(image: BuiltImage, stage: Stage, file: string, reader: Reader, depth: number): ImageFile {
  for (const copy of stage.copies.toReversed()) {
    if (copy.target === undefined) {
      if (copy.sources.some((source) => path.basename(source.text) === path.basename(file))) return 'unknown';
      continue;
    }
    const found = copied(image, copy, copy.target, file, reader, depth);
    if (found === 'none') continue;
    return isChangedLater(stage, copy, file) ? 'unknown' : found;
  }
  return isChangedLater(stage, undefined, file) ? 'unknown' : 'none';
}

function copied(image: BuiltImage, copy: Copy, target: string, file: string, reader: Reader, depth: number): ImageFile {
  const rest = below(target, file);
  if (rest === undefined) return 'none';
  for (const source of copy.sources) {
    const text = copy.texts.get(source.text);
    if (text) {
      if (rest === '' || rest === source.text) return { kind: 'text', text };
      continue;
    }
    if (hasHole(source)) return 'unknown';
    if (copy.from) {
      const stage = depth < MAX_STAGES && !hasHole(copy.from) ? stageOf(image.stages, copy.from.text) : undefined;
      if (!stage || stage === image.stage) return 'unknown';
      const there = path.normalize(`/${source.text}`);
      const isSame = rest === '' || path.basename(there) === rest;
      const direct = isSame ? inStage(image, stage, there, reader, depth + 1) : 'none';
      const nested = direct === 'none' ? inStage(image, stage, path.join(there, rest), reader, depth + 1) : direct;
      if (nested !== 'none') return nested;
      continue;
    }
    for (const base of contextFiles(image.context, source.text, reader)) {
      const kind = reader.fs.stat(base)?.kind;
      if (kind === 'file' && (rest === '' || rest === path.basename(base))) return { kind: 'file', path: base };
      const inside = path.join(base, rest);
      if (kind === 'directory' && rest !== '' && reader.fs.stat(inside)?.kind === 'file') {
        return { kind: 'file', path: inside };
      }
    }
  }
  return 'none';
}

/** The path below a target; empty for the target itself. */
function below(target: string, file: string): string | undefined {
  const directory = target.endsWith('/') ? target : `${target}/`;
  if (file === target) return '';
  return file.startsWith(directory) ? file.slice(directory.length) : undefined;
}

/** The files and directories of the context that a source means. */
function contextFiles(context: string, source: string, reader: Reader): string[] {
  const clean = path.normalize(`./${source}`).replace(/\/$/, '');
  if (!/[*?[]/.test(clean)) return [path.join(context, clean)];
  const directory = path.join(context, path.dirname(clean));
  const pattern = path.basename(clean);
  if (/[*?[]/.test(path.dirname(clean))) return [];
  try {
    const names = reader.fs.list(directory).map((entry) => entry.name);
    return names.filter((name) => matchesGlob(pattern, name)).map((name) => path.join(directory, name));
  } catch {
    return [];
  }
}

/** What a `RUN` line after the copy does to the file, nobody reads. */
function isChangedLater(stage: Stage, copy: Copy | undefined, file: string): boolean {
  const name = path.basename(file);
  return stage.runs
    .slice(copy?.after ?? 0)
    .some(({ text }) => text.includes(name) && /(^|[\s;&|/])(sed|tee|mv|rm|cp|ln|envsubst|curl|wget)\s|>/.test(text));
}

/** The absolute paths in the image that a file of the context is copied to, with the copies that do it. */
export function copiedTo(image: BuiltImage, file: string): { target: string; copy: Copy }[] {
  if (!file.startsWith(image.context === '/' ? '/' : `${image.context}/`)) return [];
  const relative = path.relative(image.context, file);
  return image.stage.copies.flatMap((copy) => {
    const { target } = copy;
    if (target === undefined || copy.from) return [];
    const isDirectory = target.endsWith('/') || copy.sources.length > 1;
    for (const source of copy.sources) {
      const pattern = path.normalize(`./${source.text}`).replace(/\/$/, '');
      const rest = restBelow(pattern, relative);
      if (rest === undefined) continue;
      const name = rest === '' ? (isDirectory ? path.basename(file) : '') : rest;
      return [{ target: name === '' ? target : path.join(target, name), copy }];
    }
    return [];
  });
}

/** What of a path lies below the part of it that a pattern matches; empty where it matches all of it. */
function restBelow(pattern: string, relative: string): string | undefined {
  if (pattern === '.') return relative;
  const parts = relative.split('/');
  const count = pattern.split('/').length;
  if (parts.length < count || !matchesGlob(pattern, parts.slice(0, count).join('/'))) return undefined;
  return parts.slice(count).join('/');
}
