/** Everything in a configuration that `nginx -t` would reject, in nginx's order. */
import type { NginxVersion } from '../catalog/index.ts';
import { errnoSuffix } from '../fs/index.ts';
import type { SyntaxProblem } from '../syntax/index.ts';
import { toByteString } from '../text/index.ts';
import { type ConfigTree, type Directive, type IncludeProblem, includeChain, type TreeFile } from '../tree/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import { checkStatement } from './statement.ts';

/** All diagnostics of a configuration; nginx itself stops at the first that has an `nginx` part. */
export function validate(tree: ConfigTree, version: NginxVersion): readonly Diagnostic[] {
  const includes = new Map<Directive, IncludeProblem[]>();
  for (const problem of tree.includeProblems) {
    const list = includes.get(problem.directive);
    if (list) list.push(problem);
    else includes.set(problem.directive, [problem]);
  }
  const out: Diagnostic[] = [];
  const said = new Set<TreeFile>();
  const stack: { readonly statements: readonly Directive[]; at: number }[] = [{ statements: tree.statements, at: 0 }];
  for (const file of tree.files) if (file.cst.statements.count === 0) sayProblems(file, undefined, said, out);
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const directive = frame.statements[frame.at++];
    if (!directive) {
      stack.pop();
      continue;
    }
    sayProblems(directive.file, directive.via ?? undefined, said, out);
    if (!directive.isInTemplate) {
      const problem = checkStatement(directive, version);
      if (problem) out.push(problem);
    }
    for (const problem of includes.get(directive) ?? []) out.push(includeDiagnostic(problem));
    // the statements of an unknown or misplaced block have no context to be judged in: their context is `unknown`
    if (directive.isBlock) stack.push({ statements: directive.children, at: 0 });
  }
  return out;
}

/** The problems of a file's text, once, when its first statement is met. */
function sayProblems(file: TreeFile, via: Directive | undefined, said: Set<TreeFile>, out: Diagnostic[]): void {
  if (said.has(file)) return;
  said.add(file);
  if (file.template !== undefined || file.role === 'stock') return;
  for (const problem of file.cst.problems) out.push(syntaxDiagnostic(problem, file, via));
}

function syntaxDiagnostic(problem: SyntaxProblem, file: TreeFile, via: Directive | undefined): Diagnostic {
  const { source } = file.cst;
  return {
    rule: 'syntax-error',
    message: problem.message,
    span: source.span(problem.start, problem.end),
    label: problem.label,
    ...(problem.help !== undefined && { help: problem.help }),
    related: via ? [{ span: via.headSpan, label: 'included here' }] : [],
    directive: undefined,
    nginx: { message: problem.message, path: source.path, line: source.line(problem.nginxOffset) },
  };
}

function includeDiagnostic(problem: IncludeProblem): Diagnostic {
  const { directive, kind } = problem;
  const { source } = directive.file.cst;
  const path = toByteString(problem.path);
  const base = { directive, span: directive.argSpan(0), related: [] };
  const at = { path: source.path, line: source.line(directive.nginxOffset) };
  const nginx = (message: string) => ({ message, nginx: { message, ...at } });
  switch (kind) {
    case 'missing':
      return {
        ...base,
        rule: 'include-missing',
        ...nginx(`open() "${path}" failed ${errnoSuffix('ENOENT')}`),
        label: 'no such file',
        help: 'create the file, correct the path, or say where it is with `--prefix` or `--path-map`',
      };
    case 'unseen':
      return {
        ...base,
        rule: 'include-missing',
        message: `\`${path}\` is not here to read: what it sets is not known`,
        label: 'not found on this machine',
        help: 'say where it is with `--path-map`, for example `--path-map /etc/nginx=./nginx`',
        nginx: undefined,
        severity: 'info',
      };
    case 'unreadable':
      return {
        ...base,
        rule: 'unreadable-file',
        ...nginx(`open() "${path}" failed ${errnoSuffix(problem.code ?? 'EIO')}`),
        label: 'this file cannot be read',
        help: 'give the user who runs nginx-vet the right to read it',
      };
    case 'directory':
      // nginx gives this one no line: `[crit] pread() "…" failed (21: Is a directory)`
      return {
        ...base,
        rule: 'include-missing',
        ...nginx(`pread() "${path}" failed ${errnoSuffix('EISDIR')}`),
        label: 'this is a directory',
        help: 'name the files in it, for example `include conf.d/*.conf;`',
      };
    case 'cycle':
      return {
        ...base,
        rule: 'include-cycle',
        message: `\`${path}\` includes itself`,
        label: 'includes a file that is already being read',
        related: includeChain(directive).length > 1 && directive.via ? [{ span: directive.via.headSpan, label: 'included here' }] : [],
        help: 'nginx follows the circle until it runs out of file descriptors: remove one of the includes',
        nginx: undefined,
      };
  }
}
