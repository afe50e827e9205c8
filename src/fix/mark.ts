/** Which fixes of a report would never be applied, so that nobody is promised them? */
import type { CheckRequest, Report } from '../engine/index.ts';
import { plan } from './plan.ts';
import { Targets } from './targets.ts';

/** The report with what is known about its fixes before any is tried. */
export function markUnfixable(request: CheckRequest, report: Report): Report {
  if (!report.findings.some((finding) => finding.fixes.length > 0)) return report;
  const { unfixable } = plan(report.findings, ['safe', 'unsafe'], new Targets(request, report));
  return { ...report, unfixable };
}
