/** What do test reports of CI servers read? JUnit's XML, in the form they have in common (github.com/testmoapp/junitxml). */
import { frame } from './frame.ts';
import { createRedactor, type Redactor } from './redact.ts';
import type { Report, ReportFile } from './report.ts';
import { type Told, tellByFile } from './told.ts';
import { attribute, content } from './xml.ts';

/**
 * A suite for each file. A finding is a test that failed; information is one that passed and had something to say. A file
 * without findings is a test that passed, one that could not be read an error.
 */
export function formatJunit(report: Report): string {
  const redactor = createRedactor();
  const status = new Map(report.files.map((file) => [file.path, file.status]));
  const suites = [...tellByFile(report)].map(([file, findings]) =>
    suiteOf(file, status.get(file) ?? 'ok', findings, redactor),
  );
  const total = (key: 'tests' | 'failures' | 'errors'): number => suites.reduce((sum, suite) => sum + suite[key], 0);
  const counts = { tests: total('tests'), failures: total('failures'), errors: total('errors') };
  const head = `${attribute('name', 'nginx-vet')}${countsOf(counts)}${attribute('time', report.durationMs / 1000)}`;
  const text = suites.map((suite) => suite.text).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${text}</testsuites>\n`;
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

function suiteOf(
  file: string,
  status: ReportFile['status'],
  findings: readonly Told[],
  redactor: Redactor,
): Counts & { readonly text: string } {
  const isUnread = status === 'unreadable';
  const own = `${attribute('classname', file)}${attribute('file', file)}`;
  const cases = findings.map((told) => caseOf(told, own, redactor));
  if (isUnread)
    cases.push(
      `    <testcase name="can be read"${own}>\n      <error message="the file could not be read"/>\n    </testcase>\n`,
    );
  if (cases.length === 0) cases.push(`    <testcase name="no findings"${own}/>\n`);
  const failures = findings.filter(({ severity }) => severity !== 'info').length;
  const counts = { tests: cases.length, failures, errors: isUnread ? 1 : 0 };
  const head = `${attribute('name', file)}${countsOf(counts)}${attribute('file', file)}`;
  return { ...counts, text: `  <testsuite${head}>\n${cases.join('')}  </testsuite>\n` };
}

function countsOf({ tests, failures, errors }: Counts): string {
  return `${attribute('tests', tests)}${attribute('failures', failures)}${attribute('errors', errors)}`;
}

function caseOf(told: Told, own: string, redactor: Redactor): string {
  const { rule, line, severity, message, finding } = told;
  const name = attribute('name', `${rule}: ${message}`);
  const body = content(bodyOf(told, frame(finding.primary, finding.related, { redactor }).lines));
  const inner =
    severity === 'info'
      ? `<system-out>${content(`info: ${message}\n`)}${body}</system-out>`
      : `<failure${attribute('message', message)}${attribute('type', severity)}>${body}</failure>`;
  return `    <testcase${name}${own}${attribute('line', line)}>\n      ${inner}\n    </testcase>\n`;
}

function bodyOf({ help, prevents }: Told, frameLines: readonly string[]): string {
  const effect = [prevents?.status, prevents?.log].filter((part) => part !== undefined).join('  ');
  return [
    ...frameLines,
    ...(effect === '' ? [] : [`prevents: ${effect}`]),
    ...(help === undefined ? [] : [`help: ${help}`]),
  ].join('\n');
}
