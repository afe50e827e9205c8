/** Which of some findings is the worst? */
import { type Finding, SEVERITIES, type Severity } from '../../rule/index.ts';

/** Worse than nothing at all: 0 for an error, `SOUND` where nothing was found. */
export const SOUND: number = SEVERITIES.length;

export function rankOf(findings: readonly Finding[]): number {
  return findings.reduce((least, { severity }) => Math.min(least, SEVERITIES.indexOf(severity)), SOUND);
}

/** The severity of the worst one; undefined where there is none. */
export function worst(findings: readonly Finding[]): Severity | undefined {
  return SEVERITIES[rankOf(findings)];
}

/** Each once, errors first. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...new Set(findings)].sort((a, b) => rankOf([a]) - rankOf([b]));
}

/** How a person is told. */
export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', info: 'Info' };
