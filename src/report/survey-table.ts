/** What does a person read who wants to know which apps were found, and why a dial is ok, wrong or not judged? */
import type { Survey, SurveyDial } from '../engine/index.ts';
import { originOf, type Span } from '../text/index.ts';
import { plain } from './cells.ts';
import type { Colors } from './frame.ts';
import { createRedactor, redact } from './redact.ts';
import { table } from './table.ts';

export interface SurveyOptions {
  /** picocolors' `createColors(enabled)`; absent: no colours. */
  readonly colors?: Colors;
}

type Paint = (text: string) => string;

/** Tables of the configurations with their dials, of the apps, and of what was skipped; the last line counts. */
export function formatSurvey(survey: Survey, { colors }: SurveyOptions = {}): string {
  const redactor = createRedactor();
  const words = (text: string, span: Span): string => plain(redact(text, redactor.known([span])));
  const bold: Paint = colors?.bold ?? same;
  const paint: Readonly<Record<SurveyDial['verdict'], Paint>> = {
    ok: colors?.green ?? same,
    mismatch: colors?.red ?? same,
    unknown: colors?.dim ?? same,
  };
  const out: string[] = [];
  for (const root of survey.roots) {
    const { version, source } = root.nginx;
    const nginx = version === null ? 'nginx of an unknown version' : `nginx ${plain(version)} (${source})`;
    const { name, why, evidence = [] } = root.place ?? { name: 'unknown', why: 'it stands in another file' };
    const where = name === 'unknown' ? 'in an unknown place' : `in ${plain(name)}`;
    const [shows] = evidence;
    const seen = shows ? ` (${placeOf(shows.span)})` : '';
    out.push(bold(`${plain(root.path)}: ${nginx} ${where}`), `  ${plain(redact(why))}${seen}`);
    const dials = survey.dials.filter((dial) => dial.root === root.path);
    const rows = dials.map(({ target, span, verdict, why: reason, evidence: shown, suggestions = [] }) => [
      verdict,
      words(target, span),
      placeOf(span),
      [words(reason, span), ...shown.slice(0, 1).map((e) => `(${placeOf(e.span)})`)].join(' ') +
        (suggestions[0] === undefined ? '' : `; dial ${words(suggestions[0], span)}`),
    ]);
    const lines = table([['verdict', 'dialled', 'at', 'why'], ...rows]);
    if (rows.length === 0) out.push('  dials nothing');
    else out.push(lines[0]!, ...lines.slice(1).map((line, i) => paint[dials[i]!.verdict](line)));
    out.push('');
  }
  if (survey.bindings.length > 0) {
    const rows = survey.bindings.map(({ listen, text, protocol, app, place, evidence, span }) => [
      words(text === undefined ? listen : `${listen}: ${text}`, span),
      protocol,
      words(app, span),
      words(place, span),
      evidence,
      placeOf(span),
    ]);
    out.push(bold('apps'));
    for (const line of table([['listens on', 'speaks', 'app', 'place', 'evidence', 'at'], ...rows])) out.push(line);
    out.push('');
  }
  if (survey.skipped.length > 0) {
    out.push(bold('not taken into account'));
    for (const line of table([
      ['source', 'why'],
      ...survey.skipped.map(({ span, path, why }) => [plain(path), words(why, span)]),
    ]))
      out.push(line);
    out.push('');
  }
  return `${out.join('\n')}${out.length > 0 ? '\n' : ''}${bold(summary(survey))}\n`;
}

function summary({ bindings, dials, skipped }: Survey): string {
  const count = (verdict: SurveyDial['verdict']): number => dials.filter((dial) => dial.verdict === verdict).length;
  const parts = [
    `${dials.length} ${dials.length === 1 ? 'dial' : 'dials'}: ${count('ok')} ok, ${count('mismatch')} mismatch, ${count('unknown')} unknown`,
    bindings.length === 0
      ? 'no declared app was found'
      : `${bindings.length} ${bindings.length === 1 ? 'declaration' : 'declarations'}`,
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ];
  return parts.join('; ');
}

function placeOf(span: Span): string {
  const { source, start } = originOf(span);
  return `${plain(source.path)}:${source.line(start)}`;
}

function same(text: string): string {
  return text;
}
