/** What is in a file, read once: the search for configurations and the trees that include it share the outcome. */
import { type Cst, parse, type Repair } from '../syntax/index.ts';
import type { SourceText } from '../text/index.ts';
import { recogniseTemplate } from './template.ts';
import { TemplateBranches } from './template-branches.ts';

export interface ParsedFile {
  readonly cst: Cst;
  /** The template language that the text is written in; undefined for plain nginx text. */
  readonly template: string | undefined;
  /** What of a template is there only sometimes; undefined for plain nginx text. */
  readonly branches?: TemplateBranches;
}

/** Parsed files by absolute path. */
export type ParsedFiles = Map<string, ParsedFile>;

/**
 * Parses one text; `absolute` is its path, or the name it was given. With `repairs` it is read as if mistakes in it had been
 * corrected.
 */
export function parseFile(source: SourceText, absolute: string = source.path, repairs?: readonly Repair[]): ParsedFile {
  const template = recogniseTemplate(source.text, absolute);
  return {
    cst: parse(source, template?.text, repairs),
    template: template?.language,
    ...(template && { branches: new TemplateBranches(source.text) }),
  };
}
