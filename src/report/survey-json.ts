/** What does the machine-readable list of apps and dials (schemas/bindings-report.v1.schema.json) look like? */
import type { Survey } from '../engine/index.ts';
import type { Labelled } from '../rule/index.ts';
import { originOf, type Span } from '../text/index.ts';
import { escapeControls } from './format-json.ts';
import { createRedactor, redact } from './redact.ts';

const SURVEY_SCHEMA_ID = 'https://nginx-vet/schemas/bindings-report.v1.schema.json';

/** The survey as JSON: stable order of keys, two spaces, a newline at the end; secrets are `***`, control characters `\u` escapes. */
export function formatSurveyJson(survey: Survey): string {
  const redactor = createRedactor();
  const words = (text: string, span: Span): string => redact(text, redactor.known([span]));
  const told = ({ span, label }: Labelled): object => ({ ...place(span), label: words(label, span) });
  const value = {
    $schema: SURVEY_SCHEMA_ID,
    version: 1,
    tool: survey.tool,
    roots: survey.roots.map(({ path, nginx, place: runs }) => ({
      path,
      nginx,
      place: runs?.name ?? 'unknown',
      why: redact(runs?.why ?? 'it stands in another file'),
      evidence: (runs?.evidence ?? []).map(told),
    })),
    bindings: survey.bindings.map(({ listen, text, protocol, app, place: where, evidence, span }) => ({
      listen: words(listen, span),
      text: text === undefined ? undefined : words(text, span),
      proto: protocol,
      app: words(app, span),
      place: words(where, span),
      evidence,
      ...place(span),
    })),
    dials: survey.dials.map(({ root, target, span, verdict, why, evidence, confidence, suggestions }) => ({
      root,
      ...place(span),
      target: words(target, span),
      verdict,
      why: words(why, span),
      confidence,
      suggestions: suggestions?.map((text) => words(text, span)),
      evidence: evidence.map(told),
    })),
    skipped: survey.skipped.map(({ path, why, span }) => ({
      file: path,
      line: originOf(span).source.line(originOf(span).start),
      why: words(why, span),
    })),
  };
  return `${escapeControls(JSON.stringify(value, null, 2))}\n`;
}

function place(span: Span): { file: string; line: number; column: number } {
  const { source, start } = originOf(span);
  return { file: source.path, ...source.position(start) };
}
