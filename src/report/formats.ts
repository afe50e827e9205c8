/** In which formats can a report be written, and how is each of them loaded? */
import type { Category, Confidence, Severity } from '../rule/index.ts';
import type { Colors, LinkTo } from './frame.ts';
import type { Report } from './report.ts';

/** What formats with a list of rules say about one. */
export interface RuleInfo {
  readonly id: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Every preset that has it. */
  readonly presets: readonly string[];
  /** What it catches: the first paragraph of its page, Markdown on one line. */
  readonly summary: string;
  /** Its whole page (Markdown). */
  readonly prose: string;
}

export interface FormatOptions {
  /** Absolute: the paths of a report are relative to it. */
  readonly cwd: string;
  /**
   * Absolute: the directory of the checkout, where `cwd` is in it. Formats that are read by a code host name files from here.
   * Absent: `cwd`.
   */
  readonly checkout?: string;
  /** picocolors' `createColors(enabled)`; absent: no colours. */
  readonly colors?: Colors;
  /** Columns of the terminal; absent: nothing is wrapped. */
  readonly columns?: number;
  /** The address of a place, where the terminal makes links. */
  readonly link?: LinkTo;
  /** Say what `--fix` would repair. */
  readonly canFix?: boolean;
  /** The rules that were asked, where the format `readsRules`; else empty. */
  readonly rules: readonly RuleInfo[];
  /** What the program will exit with. */
  readonly exitCode: 0 | 1;
}

/** A report as text: pure, ends with a newline unless it is empty. Secrets are `***`, no control character comes out. */
export type Formatter = (report: Report, options: FormatOptions) => string;

export interface Format {
  /** Reads the formatter from disk. */
  readonly load: () => Promise<Formatter>;
  /** It prints the rules themselves, so their prose must be loaded for it. */
  readonly readsRules?: boolean;
  /** It draws the way that requests take, so the check must tell it. */
  readonly readsTraffic?: boolean;
  /** Where nothing was found it has nothing to say; the others are documents that programs read, whatever was found. */
  readonly mayBeSilent?: boolean;
}

const TABLE = {
  pretty: { load: async () => (await import('./format-pretty.ts')).formatPretty, mayBeSilent: true },
  compact: { load: async () => (await import('./format-compact.ts')).formatCompact },
  json: { load: async () => inJson((await import('./format-json.ts')).formatJson) },
  sarif: { load: async () => (await import('./format-sarif.ts')).formatSarif, readsRules: true },
  github: { load: async () => (await import('./format-github.ts')).formatGithub },
  gitlab: { load: async () => (await import('./format-gitlab.ts')).formatGitlab },
  junit: { load: async () => (await import('./format-junit.ts')).formatJunit },
  checkstyle: { load: async () => (await import('./format-checkstyle.ts')).formatCheckstyle },
  markdown: { load: async () => (await import('./format-markdown.ts')).formatMarkdown },
  rdjson: { load: async () => (await import('./format-rdjson.ts')).formatRdjson },
  html: { load: async () => (await import('./html/index.ts')).formatHtml, readsRules: true, readsTraffic: true },
} satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof TABLE;

/** Every format by its name, in the order in which they are listed. */
export const FORMATS: Readonly<Record<FormatName, Format>> = TABLE;

function inJson(formatJson: (report: Report) => string): Formatter {
  return (report) => formatJson(report);
}
