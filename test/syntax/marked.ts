// A text with its mistakes marked: `‹-;›` = the `;` that should stand here is missing, `‹+}›` = this `}` is too much.
import { NginxVersion } from '../../src/catalog/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { type ConfigTree, type Directive, type LoadRequest, loadConfig } from '../../src/tree/index.ts';
import { type Diagnostic, understand, validate } from '../../src/validate/index.ts';

export type Files = Readonly<Record<string, string>>;

const MARK = /‹([-+])([^›]+)›/g;

/** The text as it was meant. */
export function meant(text: string): string {
  return text.replace(MARK, (_, sign: string, what: string) => (sign === '-' ? what : ''));
}

/** The text as it stands. */
export function broken(text: string): string {
  return text.replace(MARK, (_, sign: string, what: string) => (sign === '+' ? what : ''));
}

/** For each mark the lines on which a person would look: from the last thing before it to the mark itself. */
export function placesIn(text: string): readonly (readonly [number, number])[] {
  return [...text.matchAll(MARK)].map((match) => {
    const before = broken(text.slice(0, match.index));
    const first = match[1] === '-' ? before.trimEnd() : before;
    return [lines(first), lines(before)];
  });
}

function lines(text: string): number {
  return text.split('\n').length;
}

export function request(files: Files): LoadRequest {
  const fs = memoryFileSystem(Object.fromEntries(Object.entries(files).map(([name, text]) => [`/app/${name}`, text])));
  return { fs, path: '/app/nginx.conf', displayPath: (path) => path.slice('/app/'.length), context: 'main' };
}

export interface Reading {
  readonly tree: ConfigTree;
  readonly errors: readonly Diagnostic[];
}

/** How files are understood, with what nginx would refuse. */
export function reading(files: Files): Reading {
  const { tree, diagnostics } = understand(request(files), NginxVersion.unknown);
  return { tree, errors: errorsOf(diagnostics) };
}

/** What nginx says first about files as they stand. */
export function firstOf(files: Files): Diagnostic | undefined {
  return errorsOf(validate(loadConfig(request(files)), NginxVersion.unknown))[0];
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter((d) => d.nginx && d.severity === undefined);
}

/** Path and line of a diagnostic. */
export function placeOf({ span }: Diagnostic): readonly [string, number] {
  return [span.source.path, span.source.line(span.start)];
}

/** Every statement with its depth, a line each. */
export function outline(tree: ConfigTree): string {
  const out: string[] = [];
  const stack: { readonly statements: readonly Directive[]; at: number }[] = [{ statements: tree.statements, at: 0 }];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const directive = frame.statements[frame.at++];
    if (!directive) {
      stack.pop();
      continue;
    }
    const words = [directive.name, ...directive.args].join(' ');
    out.push(`${'  '.repeat(stack.length - 1)}${words}${directive.isBlock ? ' {' : ';'}`);
    if (directive.isBlock) stack.push({ statements: directive.children, at: 0 });
  }
  return out.join('\n');
}
