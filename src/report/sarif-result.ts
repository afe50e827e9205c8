/** How does SARIF tell a finding? */
import { type PortableEdit, portableFixes } from './portable-fix.ts';
import type { Artifacts } from './sarif-artifacts.ts';
import { LEVELS } from './sarif-rules.ts';
import { type Place, placeOf, type Told } from './told.ts';

/** A result without what depends on the others. */
export function resultOf(told: Told, artifacts: Artifacts): object {
  const { rule, severity, confidence, category, message, help, related, finding, prevents, known } = told;
  const fixes = portableFixes(finding.fixes, known);
  return {
    ruleId: rule,
    level: LEVELS[severity],
    message: { text: help === undefined ? message : `${message}\n${help}` },
    locations: [
      {
        ...locationOf(told, artifacts),
        logicalLocations: [{ fullyQualifiedName: finding.scope.join(' > ') || 'main' }],
      },
    ],
    relatedLocations: related.map((place, id) => ({
      id,
      ...locationOf(place, artifacts),
      message: { text: place.label === '' ? 'see here' : place.label },
    })),
    partialFingerprints: { 'nginxVet/v1': told.fingerprint },
    fixes:
      fixes.length === 0
        ? undefined
        : fixes.map(({ title, safety, edits }) => ({
            description: { text: title },
            artifactChanges: changesOf(edits, artifacts),
            properties: { safety },
          })),
    properties: { category, confidence, root: finding.root, occurrences: finding.occurrences, prevents },
  };
}

function locationOf(place: Place, artifacts: Artifacts): object {
  return { physicalLocation: { artifactLocation: artifacts.of(place.file), region: regionOf(place) } };
}

function regionOf({ line, column, endLine, endColumn }: Place): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** The edits by file. */
function changesOf(edits: readonly PortableEdit[], artifacts: Artifacts): readonly object[] {
  const byFile = new Map<string, object[]>();
  for (const { span, text } of edits) {
    const replacement = { deletedRegion: regionOf(placeOf(span)), insertedContent: { text } };
    const same = byFile.get(span.source.path);
    if (same) same.push(replacement);
    else byFile.set(span.source.path, [replacement]);
  }
  return [...byFile].map(([file, replacements]) => ({ artifactLocation: artifacts.of(file), replacements }));
}
