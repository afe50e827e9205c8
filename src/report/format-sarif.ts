/** What do code scanners exchange? SARIF 2.1.0 (docs.oasis-open.org/sarif), one run. */
import { escapeControls } from './format-json.ts';
import type { FormatOptions } from './formats.ts';
import type { Report } from './report.ts';
import { artifactsOf, directoryUri, SOURCE_ROOT } from './sarif-artifacts.ts';
import { resultOf } from './sarif-result.ts';
import { sarifRules } from './sarif-rules.ts';
import { type Suppression, type Told, tell, tellSuppressed } from './told.ts';

/**
 * Every finding as a result, those that were held back as suppressed ones. Regions are in lines and UTF-16 columns; fixes are
 * there as far as they are text. Rules are described where there is a result of theirs.
 */
export function formatSarif(report: Report, options: FormatOptions): string {
  const artifacts = artifactsOf(report, options);
  const held = tellSuppressed(report);
  const results: readonly (Told & Partial<Suppression>)[] = [...tell(report), ...held];
  const ids = [...new Set(results.map(({ rule }) => rule))];
  const ruleIndex = new Map(ids.map((id, index) => [id, index]));
  const { cwd, checkout = cwd, exitCode } = options;
  const run = {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        semanticVersion: report.tool.version,
        rules: sarifRules(results, options.rules),
      },
    },
    invocations: [
      {
        executionSuccessful: true,
        exitCode,
        workingDirectory: { uri: directoryUri(cwd) },
        toolExecutionNotifications: report.files
          .filter(({ status }) => status === 'unreadable')
          .map(({ path }) => ({
            level: 'warning',
            message: { text: 'The file could not be read.' },
            locations: [{ physicalLocation: { artifactLocation: artifacts.of(path) } }],
          })),
      },
    ],
    originalUriBaseIds: { [SOURCE_ROOT]: { uri: directoryUri(checkout) } },
    columnKind: 'utf16CodeUnits',
    artifacts: artifacts.list,
    results: results.map((told) => ({
      ...resultOf(told, artifacts),
      ruleIndex: ruleIndex.get(told.rule),
      // all results have the list or none has it
      suppressions: held.length === 0 ? undefined : suppressionsOf(told),
    })),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${escapeControls(JSON.stringify(log, null, 2))}\n`;
}

function suppressionsOf({ kind, reason }: Partial<Suppression>): readonly object[] {
  if (kind === undefined) return [];
  return [{ kind: kind === 'comment' ? 'inSource' : 'external', status: 'accepted', justification: reason }];
}
