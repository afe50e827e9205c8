/** Everything in a configuration that `nginx -t` would reject, in nginx's order. */
import type { NginxVersion } from '../catalog/index.ts';
import type { SyntaxProblem } from '../syntax/index.ts';
import type { ConfigTree, Directive, TreeFile } from '../tree/index.ts';
import { Deciding } from './deciding.ts';
import { type Diagnostic, type DiagnosticSink, nginxSays } from './diagnostic.ts';
import { loadsUnknownModule } from './foreign.ts';
import { includeDiagnostic } from './include.ts';
import { inNginxOrder } from './order.ts';
import { instead } from './proposal.ts';
import { checkStatement } from './statement.ts';
import { Suggestions } from './suggest.ts';
import { Values } from './values.ts';

/** All diagnostics of a configuration; nginx itself stops at the first that has an `nginx` part. */
export function validate(tree: ConfigTree, version: NginxVersion): readonly Diagnostic[] {
  const told = new Told();
  /** Files whose braces do not balance and in which one statement has been found to stand in the wrong place. */
  const displaced = new Set<TreeFile>();
  const suggestions = new Suggestions();
  const hasForeign = loadsUnknownModule(tree);
  const deciding = new Deciding(version);
  const values = new Values(tree, version, told);
  inNginxOrder(tree, {
    // the statements of an unknown or misplaced block have no context to be judged in: their context is `unknown`
    statement(directive) {
      if (directive.isInTemplate) return;
      const decision = deciding.of(directive);
      const problem = decision.isKnownSound(directive) ? undefined : checkStatement(directive, version);
      if (!problem) {
        decision.noteSound(directive);
        return values.check(directive, decision);
      }
      // where a brace is missing, nothing after it stands where it was meant to: one word about that is enough
      if (problem.rule === 'directive-context' && !directive.file.cst.isBalanced) {
        if (displaced.has(directive.file)) return;
        displaced.add(directive.file);
      }
      const diagnostic = withSuggestion(problem, directive, suggestions);
      // a module that only its users know may have any directive; a near miss of a known name is told all the same
      if (hasForeign && diagnostic.rule === 'unknown-directive' && diagnostic.help === undefined) return;
      told.push(diagnostic);
    },
    text(problem, file, via) {
      if (file.template === undefined && file.role !== 'stock') told.push(textDiagnostic(problem, file, via));
    },
    include(problem) {
      told.push(includeDiagnostic(problem));
    },
    blockEnd(block) {
      values.close(block);
    },
  });
  for (const problem of tree.includeProblems) if (problem.kind === 'length') told.push(includeDiagnostic(problem));
  values.end();
  return told.end();
}

/** Diagnostics of one rule that are kept: whoever has more repairs these first. A text of 50 MB may have millions. */
export const MAX_TOLD = 5000;

/** What has been found so far. */
class Told implements DiagnosticSink {
  readonly #all: Diagnostic[] = [];
  readonly #counts = new Map<Diagnostic['rule'], number>();
  /** Where the last one of a rule stands that is kept. */
  readonly #last = new Map<Diagnostic['rule'], number>();

  push(diagnostic: Diagnostic): void {
    const { rule } = diagnostic;
    const count = this.#counts.get(rule) ?? 0;
    this.#counts.set(rule, count + 1);
    if (count >= MAX_TOLD) return;
    if (count === MAX_TOLD - 1) this.#last.set(rule, this.#all.length);
    this.#all.push(diagnostic);
  }

  /** All that are kept; the last one of a rule says how many of it are not. */
  end(): readonly Diagnostic[] {
    for (const [rule, at] of this.#last) {
      const left = this.#counts.get(rule)! - MAX_TOLD;
      if (left === 0) continue;
      const last = this.#all[at]!;
      const more = `${left} more of \`${rule}\` ${left === 1 ? 'is' : 'are'} not listed: repair these first`;
      this.#all[at] = { ...last, help: last.help === undefined ? more : `${last.help}; ${more}` };
    }
    return this.#all;
  }
}

function withSuggestion(problem: Diagnostic, directive: Directive, suggestions: Suggestions): Diagnostic {
  if (problem.rule !== 'unknown-directive' || problem.help !== undefined) return problem;
  const [name, ...others] = suggestions.for(directive);
  if (name === undefined) return problem;
  const proposal = others.length === 0 ? instead(directive.nameSpan, name) : undefined;
  return { ...problem, help: `did you mean \`${name}\`?`, ...(proposal && { proposal }) };
}

function textDiagnostic(problem: SyntaxProblem, file: TreeFile, via: Directive | null): Diagnostic {
  const { source } = file.cst;
  return {
    rule: 'syntax-error',
    message: problem.message,
    span: source.span(problem.start, problem.end),
    label: problem.label,
    ...(problem.help !== undefined && { help: problem.help }),
    related: via ? [{ span: via.headSpan, label: 'included here' }] : [],
    directive: undefined,
    nginx: nginxSays(problem.message, source, problem.nginxOffset),
  };
}
