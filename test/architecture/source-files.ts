/** Which files make up the program, and what does each import and touch? Read with TypeScript's own parser. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
  /** Module names as written, static and dynamic. */
  readonly imports: readonly string[];
  /** Names that are read as values and not declared in the file: globals such as `process`. */
  readonly globals: ReadonlySet<string>;
  /** True where the file only hands on what others export. */
  readonly isDoor: boolean;
}

/** What stands in `rules/_template` is no rule, generated files are written by scripts. */
const SKIPPED = /^rules\/_template\/|\.generated\.(?:d\.ts|ts|js)$|^rules\/index\.ts$/;

export function sourceFiles(): readonly SourceFile[] {
  return ['src', 'rules']
    .flatMap((directory) =>
      readdirSync(path.join(root, directory), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(directory, name),
      ),
    )
    .filter((name) => /\.[cm]?[jt]s$/.test(name) && !SKIPPED.test(name))
    .sort()
    .map(read);
}

function read(name: string): SourceFile {
  const text = readFileSync(path.join(root, name), 'utf8');
  const parsed = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [];
  const globals = new Set<string>();
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      imports.push((node.moduleSpecifier as ts.StringLiteral).text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments;
      imports.push(target && ts.isStringLiteral(target) ? target.text : '(computed)');
    } else if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      globals.add(node.expression.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  for (const name of declaredIn(parsed)) globals.delete(name);
  const isDoor = parsed.statements.every((s) => ts.isExportDeclaration(s) && s.moduleSpecifier !== undefined);
  return { path: name, text, imports, globals, isDoor };
}

/** Names that parameters, variables and imports of the file give to something of its own. */
function declaredIn(parsed: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isNamed =
      ts.isParameter(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isBindingElement(node) ||
      ts.isImportClause(node) ||
      ts.isImportSpecifier(node);
    if (isNamed && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return names;
}

/** The room of a file: `tree` for src/tree/load.ts, `rules` for every rule, `main` for src/main.ts. */
export function roomOf(file: string): string {
  const parts = file.split('/');
  if (parts[0] === 'rules') return 'rules';
  if (parts[0] !== 'src') return parts[0]!; // package.json
  return parts.length > 2 ? parts[1]! : parts[1]!.replace(/\.ts$/, '');
}

/** The file that a relative import leads to. */
export function targetOf(from: string, specifier: string): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
}
