/** What does the machine-readable report (version 1, schemas/report.v1.schema.json) of a run look like? */
import type { Category } from '../rule/index.ts';
import { jsonFinding, jsonFixed } from './json-finding.ts';
import { createRedactor } from './redact.ts';
import type { Report } from './report.ts';
import { summarize } from './summary.ts';
import { pageOf, tell } from './told.ts';

export const REPORT_SCHEMA_ID = 'https://nginx-vet/schemas/report.v1.schema.json';

export interface JsonOptions {
  /** Where a rule's page is; by default its path in the project. */
  readonly docs?: (rule: string, category: Category) => string;
}

/**
 * The report as JSON: stable order of keys, two spaces of indentation, a newline at the end. Secrets are `***`; a fix whose
 * new text would carry one out is left out. Control characters stand as `\u` escapes only, so it may be sent to a terminal.
 */
export function formatJson(report: Report, options: JsonOptions = {}): string {
  const redactor = createRedactor();
  const docs = options.docs ?? ((rule, category) => pageOf({ rule, category }));
  // The value is of fixed depth (lists are flat), so the native writer never recurses deeper than that.
  const value = {
    $schema: REPORT_SCHEMA_ID,
    version: 1,
    tool: { name: report.tool.name, version: report.tool.version },
    summary: { ...summarize(report), durationMs: Math.round(report.durationMs), stageMs: stagesOf(report) },
    roots: report.roots.map((root) => ({
      path: root.path,
      nginx: { version: root.nginx.version, source: root.nginx.source },
      servers: root.servers,
      dials: root.dials,
      dump: root.dump,
    })),
    files: report.files.map(({ path, role, status }) => ({ path, role, status })),
    findings: tell(report).map((told) => ({
      ...jsonFinding(told, docs),
      notFixable: report.unfixable?.get(told.finding),
    })),
    baseline: report.baseline && { file: report.baseline.file, stale: report.baseline.stale },
    fixed: report.fixed?.map((applied) => jsonFixed(applied, redactor)),
  };
  return `${escapeControls(JSON.stringify(value, null, 2))}\n`;
}

/** Milliseconds by stage, to a tenth. */
function stagesOf({ stageMs }: Report): object | undefined {
  const tenth = ([stage, ms]: readonly [string, number]) => [stage, Math.max(0, Math.round(ms * 10) / 10)] as const;
  return stageMs && Object.fromEntries([...stageMs].map(tenth));
}

/** JSON.stringify leaves DEL, C1 controls, line separators and bidirectional marks as they are; a terminal obeys some. */
export function escapeControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
