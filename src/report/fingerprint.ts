/** What are the fingerprints of a report's findings? */
import { fingerprints } from '../suppress/index.ts';
import type { Report } from './report.ts';

export { fingerprints };

/** One fingerprint for each finding of a report, in its order. */
export function fingerprintsOf({ findings, fingerprintOf }: Report): readonly string[] {
  return fingerprintOf ? findings.map(fingerprintOf) : fingerprints(findings);
}
