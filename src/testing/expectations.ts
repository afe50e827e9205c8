/**
 * Do the findings of a run agree with what its files say is to be found? Only text is looked at here.
 *
 * `#! rule-id: text` expects one finding of that rule whose message contains the text, on the same line, or on the next one
 * when it stands alone. To nginx, YAML and INI files it is a comment like any other.
 */
import { originOf, type Position, type Span } from '../text/index.ts';

/** The files of a case: text by path. */
export type CaseFiles = Readonly<Record<string, string>>;

export interface Expectation {
  readonly rule: string;
  readonly text: string;
  readonly path: string;
  readonly line: number;
}

/** What the comparison needs of a finding. */
export interface Found {
  readonly rule: string;
  readonly message: string;
  readonly severity: string;
  readonly primary: { readonly span: Span };
}

/** Options of a case, from a comment `# nginx-vet: version=1.22.1 context=http`. */
export interface CaseOptions {
  /** The nginx that will run it; absent: unknown. */
  readonly version?: string;
  /** Contexts of a fragment from the outside in, joined by commas. */
  readonly context?: string;
  /** The least sure findings that are told. */
  readonly confidence?: 'high' | 'medium' | 'low';
}

const EXPECTATION = /(?:^|\s)[#;]!\s*([a-z0-9-]+):[ \t]*(.*?)\s*$/;
const OPTIONS = /^[ \t]*[#;][ \t]*nginx-vet:[ \t]*(.*?)[ \t\r]*$/m;

/** The expectations in one file. */
export function expectationsIn(path: string, text: string): readonly Expectation[] {
  const out: Expectation[] = [];
  let waiting: { readonly rule: string; readonly text: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [whole, rule = '', words = ''] = EXPECTATION.exec(line) ?? [];
    const isAlone = whole !== undefined && line.trim() === whole.trim();
    if (isAlone) waiting.push({ rule, text: words });
    else {
      if (whole !== undefined) waiting.push({ rule, text: words });
      for (const expected of waiting) out.push({ ...expected, path, line: index + 1 });
      waiting = [];
    }
  }
  if (waiting.length > 0) throw new Error(`${path}: the last \`#!\` comment has no line after it`);
  return out;
}

/** The options that a file's first `# nginx-vet:` comment gives; undefined when it has none. */
export function optionsIn(text: string): CaseOptions | undefined {
  const words = OPTIONS.exec(text)?.[1];
  if (words === undefined) return undefined;
  const options: Record<string, string> = {};
  for (const word of words.split(/\s+/).filter((w) => w !== '')) {
    const [name = '', value = ''] = word.split('=');
    if (!['version', 'context', 'confidence'].includes(name)) throw new Error(`\`${word}\` is no option of a case`);
    options[name] = value;
  }
  return options;
}

/** What is missing and what is too much, one sentence each; empty when findings and expectations agree. */
export function disagreements(files: CaseFiles, findings: readonly Found[]): readonly string[] {
  const expected = Object.entries(files).flatMap(([path, text]) => expectationsIn(path, text));
  const left = findings.map((finding) => ({ finding, ...placeOf(finding.primary.span) }));
  const problems: string[] = [];
  for (const { rule, text, path, line } of expected) {
    const here = (f: (typeof left)[number]) => f.finding.rule === rule && f.path === path && f.position.line === line;
    const at = left.findIndex((f) => here(f) && f.finding.message.includes(text));
    if (at >= 0) {
      left.splice(at, 1);
      continue;
    }
    const other = left.find(here);
    const said = other ? `, which says: ${other.finding.message}` : '';
    problems.push(`missing: ${path}:${line} ${rule}: ${text}${said}`);
  }
  for (const { finding, path, position } of left) {
    const place = `${path}:${position.line}:${position.column}`;
    problems.push(`not expected: ${place} ${finding.severity}[${finding.rule}]: ${finding.message}`);
  }
  return problems;
}

function placeOf(span: Span): { readonly path: string; readonly position: Position } {
  const { source, start } = originOf(span);
  return { path: source.path, position: source.position(start) };
}
