/** Why can the settings not be used? */
import { type Span, visible } from '../text/index.ts';
import type { Problem } from './node.ts';

/**
 * Settings that cannot be used: all problems of all their files at once. `message` speaks of the first one, with its place;
 * `span` is absent where there is no text to point at (the file cannot be read).
 */
export class ConfigError extends Error {
  readonly file: string;
  /** 1-based; column in UTF-16 units. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly span: Span | undefined;
  readonly help: string | undefined;
  readonly problems: readonly Problem[];

  private constructor(file: string, message: string, help: string | undefined, problems: readonly Problem[]) {
    const span = problems[0]?.span;
    const position = span?.source.position(span.start);
    const place = position ? `:${position.line}:${position.column}` : '';
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(`${visible(file)}${place}: ${message}${more}`);
    this.name = 'ConfigError';
    this.file = file;
    this.line = position?.line;
    this.column = position?.column;
    this.span = span;
    this.help = help;
    this.problems = problems;
  }

  /** Problems (at least one), put into the order of each file; the files in the order in which they are first met. */
  static inTexts(problems: readonly Problem[]): ConfigError {
    const sources = [...new Set(problems.map(({ span }) => span.source))];
    const sorted = sources.flatMap((source) =>
      problems.filter(({ span }) => span.source === source).sort((a, b) => a.span.start - b.span.start),
    );
    const first = sorted[0]!;
    return new ConfigError(first.span.source.path, first.message, first.help, sorted);
  }

  /** A file or directory that there is no text of. */
  static ofPath(path: string, message: string, help?: string): ConfigError {
    return new ConfigError(path, message, help, []);
  }
}
