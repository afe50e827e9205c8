/** What does SARIF call the files of a report? */
import path from 'node:path/posix';
import type { FormatOptions } from './formats.ts';
import type { Report } from './report.ts';

/** The base that the URIs of files in the checkout are relative to; GitHub knows it by this name. */
export const SOURCE_ROOT = '%SRCROOT%';

export interface Artifacts {
  readonly list: readonly object[];
  /** The location of a file of the report, by its path there. */
  of(file: string): object;
}

export function artifactsOf({ files }: Report, options: FormatOptions): Artifacts {
  const index = new Map(files.map((file, at) => [file.path, at]));
  const location = (file: string): object => {
    const at = index.get(file);
    return { ...uriOf(file, options), ...(at !== undefined && { index: at }) };
  };
  const list = files.map(({ path: file, role, status }) => ({
    location: location(file),
    roles: ['analysisTarget'],
    properties: { role, status },
  }));
  return { list, of: location };
}

/** Relative to the checkout; a file elsewhere has its absolute URI. */
function uriOf(file: string, { cwd, checkout = cwd }: FormatOptions): object {
  const absolute = path.resolve(cwd, file);
  const relative = path.relative(checkout, absolute);
  if (relative.startsWith('../') || relative === '') return { uri: `file://${encoded(absolute)}` };
  return { uri: encoded(relative), uriBaseId: SOURCE_ROOT };
}

/** The `file:` URI of an absolute path of a directory, with a slash at the end. */
export function directoryUri(directory: string): string {
  return `file://${encoded(directory.replace(/\/*$/, '/'))}`;
}

function encoded(file: string): string {
  return file
    .split('/')
    .map((part) => encodeURIComponent(wellFormed(part)))
    .join('/');
}

/** Without halves of characters, which no URI can carry. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
