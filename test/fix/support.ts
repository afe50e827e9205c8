// Runs fixes of made-up rules on files in memory.
import type { CheckRequest } from '../../src/engine/index.ts';
import { fixAll } from '../../src/fix/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { type Directive, type Draft, defineRule, type Fix, type Rule, type View } from '../../src/rule/index.ts';
import type { TextEdit } from '../../src/text/index.ts';

export type Proposal = (directive: Directive, view: View) => Fix | readonly Fix[] | undefined;

/** A rule that speaks about every directive of a name. */
export function ruleAbout(name: string, propose: Proposal, more: Partial<Draft> & { readonly id?: string } = {}): Rule {
  const { id = `about-${name}`, ...draft } = more;
  return defineRule({
    id,
    category: 'syntax',
    severity: 'warning',
    confidence: 'high',
    since: '0.1.0',
    presets: ['recommended'],
    reads: 'model',
    messages: { found: `there is \`${name}\`` },
    *check(view) {
      for (const directive of view.directives(name)) {
        const fixes = [propose(directive, view)].flat();
        yield { message: 'found', at: directive, fixes, ...draft } as Draft<'found'>;
      }
    },
  });
}

export const fix = (edits: TextEdit | readonly TextEdit[], safety: Fix['safety'] = 'safe', title = 'do it'): Fix => ({
  title,
  safety,
  edits: [edits].flat(),
});

/** The statement is replaced. */
export const rewritten =
  (text: string, safety: Fix['safety'] = 'safe'): Proposal =>
  ({ span }) =>
    fix({ span, text }, safety);

export interface Fixed {
  /** What changed, by the shown path; UTF-8. */
  readonly files: Readonly<Record<string, string>>;
  readonly fixed: readonly string[];
  readonly left: readonly string[];
  readonly why: readonly string[];
}

/** Fixes `/p/nginx.conf` (or `paths`) with some rules; verification asks them and `others`. */
export function fixedWith(
  rules: readonly Rule[],
  files: Readonly<Record<string, string | Uint8Array | null>>,
  more: Partial<CheckRequest> & { readonly unsafe?: boolean; readonly others?: readonly Rule[] } = {},
): Fixed {
  const { unsafe = false, others = [], ...request } = more;
  const absolute = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name.startsWith('/') ? name : `/p/${name}`, text]),
  );
  const { after, changed } = fixAll({
    check: {
      fs: memoryFileSystem(absolute),
      cwd: '/p',
      paths: ['nginx.conf'],
      rules,
      toolVersion: '0.0.0',
      bindings: false,
      now: () => 0,
      ...request,
    },
    unsafe,
    rules: [...rules, ...others],
  });
  return {
    files: Object.fromEntries(changed.map((c) => [c.target.shown, Buffer.from(c.after, 'latin1').toString()])),
    fixed: (after.fixed ?? []).map(({ finding }) => finding.rule),
    left: after.findings.map(({ rule }) => rule),
    why: [...(after.unfixable ?? new Map<never, string>()).values()],
  };
}
