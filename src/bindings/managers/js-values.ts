/** What does a JavaScript configuration file export, as far as that can be said without running it? (acorn; bindings.md §9) */
import { createRequire } from 'node:module';
import path from 'node:path/posix';
import type { Expression, Node, PrivateIdentifier, Program, SpreadElement, Super } from 'acorn';
import { type SourceText, toByteString } from '../../text/index.ts';
import { builder, HOLE, literal, type Mapped, standing } from '../../yaml/index.ts';

export type JsValue =
  | { readonly kind: 'text' | 'number' | 'bool'; readonly text: Mapped }
  | {
      readonly kind: 'object';
      readonly entries: ReadonlyMap<string, JsValue>;
      readonly at: Mapped;
      readonly open: boolean;
    }
  | { readonly kind: 'list'; readonly items: readonly JsValue[] }
  | { readonly kind: 'unknown'; readonly at: Mapped };

let acorn: typeof import('acorn') | undefined;

/** The parser, loaded when the first ecosystem file is read: most runs read none. */
function parser(): typeof import('acorn') | undefined {
  try {
    acorn ??= createRequire(import.meta.url)('acorn') as typeof import('acorn');
  } catch {
    return undefined;
  }
  return acorn;
}

/** Deeper nesting than this is no declaration. */
const MAX_DEPTH = 40;

export type JsResult =
  | { readonly kind: 'value'; readonly value: JsValue | undefined }
  | { readonly kind: 'broken'; readonly why: string; readonly at: number };

/** The value of `module.exports = …`, `exports.NAME = …` or `export default …`. `directory` is what `__dirname` means. */
export function exportedValue(source: SourceText, directory: string | undefined): JsResult {
  const parse = parser()?.parse;
  if (!parse) return { kind: 'broken', why: 'the package `acorn` cannot be loaded', at: 0 };
  let program: Program;
  try {
    // byte strings keep offsets; names and strings of other alphabets come out as bytes, as everywhere here
    program = parse(source.text, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowHashBang: true,
      allowReturnOutsideFunction: true,
    });
  } catch (error) {
    try {
      program = parse(source.text, {
        ecmaVersion: 'latest',
        sourceType: 'script',
        allowHashBang: true,
        allowReturnOutsideFunction: true,
      });
    } catch {
      const { pos, message } = error as { pos?: number; message?: string };
      const why =
        error instanceof RangeError ? 'nested too deeply' : (message ?? 'no JavaScript').replace(/ \(\d+:\d+\)$/, '');
      return { kind: 'broken', why, at: pos ?? 0 };
    }
  }
  const scope: Scope = { source, names: new Map(), directory };
  let exported: JsValue | undefined;
  const parts = new Map<string, JsValue>();
  for (const statement of program.body) {
    if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) {
        // what is assigned again later is not known
        if (id.type === 'Identifier' && init)
          scope.names.set(id.name, statement.kind === 'const' ? meaningOf(init, scope, 0) : unknownAt(init, scope));
      }
    } else if (statement.type === 'ExportDefaultDeclaration') {
      exported = meaningOf(statement.declaration as Expression, scope, 0);
    } else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') {
      const target = source.text
        .slice(statement.expression.left.start, statement.expression.left.end)
        .replace(/\s/g, '');
      const value = () =>
        meaningOf(
          statement.expression.type === 'AssignmentExpression' ? statement.expression.right : statement.expression,
          scope,
          0,
        );
      if (target === 'module.exports' || target === 'exports') exported = value();
      const name = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
      if (name) parts.set(name, value());
    }
  }
  if (!exported && parts.size > 0)
    exported = { kind: 'object', entries: parts, at: literal(source, 0, 0), open: false };
  return { kind: 'value', value: exported };
}

interface Scope {
  readonly source: SourceText;
  readonly names: Map<string, JsValue>;
  readonly directory: string | undefined;
}

type AnyNode = Expression | SpreadElement | PrivateIdentifier | Super;

function meaningOf(node: AnyNode, scope: Scope, depth: number): JsValue {
  if (depth > MAX_DEPTH) return unknownAt(node, scope);
  const inner = (child: AnyNode) => meaningOf(child, scope, depth + 1);
  switch (node.type) {
    case 'Literal': {
      if (typeof node.value === 'string') return text(toText(node, node.value, scope));
      if (typeof node.value === 'number') return { kind: 'number', text: toText(node, String(node.value), scope) };
      if (typeof node.value === 'boolean') return { kind: 'bool', text: toText(node, String(node.value), scope) };
      return unknownAt(node, scope);
    }
    case 'TemplateLiteral': {
      const parts = node.quasis.flatMap((quasi, i) => {
        const own = exact(scope.source, quasi.start, quasi.end, quasi.value.cooked ?? quasi.value.raw);
        const hole = node.expressions[i];
        return hole ? [own, over(hole, textOf(inner(hole)) ?? HOLE, scope)] : [own];
      });
      return text(joined(parts));
    }
    case 'Identifier':
      if (node.name === '__dirname' && scope.directory !== undefined) return text(over(node, scope.directory, scope));
      return scope.names.get(node.name) ?? unknownAt(node, scope);
    case 'ObjectExpression': {
      const entries = new Map<string, JsValue>();
      let open = false;
      for (const property of node.properties) {
        if (property.type === 'SpreadElement') {
          const value = inner(property.argument);
          if (value.kind === 'object') for (const [key, entry] of value.entries) entries.set(key, entry);
          open ||= value.kind !== 'object' || value.open;
        } else if (!property.computed && property.kind === 'init') {
          const { key } = property;
          const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined;
          if (name !== undefined) entries.set(name, inner(property.value));
        } else open = true;
      }
      return { kind: 'object', entries, at: at(node, scope), open };
    }
    case 'ArrayExpression':
      return {
        kind: 'list',
        items: node.elements.map((element) => (element ? inner(element) : unknownAt(node, scope))),
      };
    case 'LogicalExpression': {
      const left = inner(node.left);
      if (node.operator === '&&') return unknownAt(node, scope);
      // a variable of the process is not known; what stands behind it is what counts without it
      if (isVariable(node.left, scope)) return overValue(node, inner(node.right), scope);
      return left.kind === 'unknown' ? left : left;
    }
    case 'BinaryExpression': {
      const [a, b] = [textOf(inner(node.left)), textOf(inner(node.right))];
      if (a === undefined || b === undefined) return unknownAt(node, scope);
      if (node.operator !== '+') return unknownAt(node, scope);
      const sum =
        /^\d+$/.test(a) && /^\d+$/.test(b) && inner(node.left).kind === 'number' && inner(node.right).kind === 'number';
      return sum
        ? { kind: 'number', text: over(node, String(Number(a) + Number(b)), scope) }
        : text(over(node, a + b, scope));
    }
    case 'CallExpression':
      return callValue(node, scope, depth);
    case 'MemberExpression': {
      const object = inner(node.object);
      const key = !node.computed && node.property.type === 'Identifier' ? node.property.name : undefined;
      return (object.kind === 'object' && key !== undefined && object.entries.get(key)) || unknownAt(node, scope);
    }
    default:
      return unknownAt(node, scope);
  }
}

/** `path.join(__dirname, …)`, `path.resolve`, `path.basename`, `String(x)`, `parseInt(x)`. */
function callValue(node: Expression & { type: 'CallExpression' }, scope: Scope, depth: number): JsValue {
  const name = scope.source.text.slice(node.callee.start, Math.min(node.callee.end, node.callee.start + 40));
  const given = node.arguments.map((argument) => textOf(meaningOf(argument as Expression, scope, depth + 1)));
  if (!given.every((one) => one !== undefined) || given.length === 0) return unknownAt(node, scope);
  if (name === 'path.join' || name === 'join') return text(over(node, path.join(...given.slice(0, 20)), scope));
  if ((name === 'path.resolve' || name === 'resolve') && path.isAbsolute(given[0]!))
    return text(over(node, path.resolve(...given.slice(0, 20)), scope));
  if (name === 'path.basename') return text(over(node, path.basename(given[0]!), scope));
  if (/^(String|Number|parseInt)$/.test(name))
    return { kind: name === 'String' ? 'text' : 'number', text: over(node, given[0]!, scope) };
  return unknownAt(node, scope);
}

function isVariable(node: AnyNode, scope: Scope): boolean {
  return /^process\.env[.[]/.test(scope.source.text.slice(node.start, Math.min(node.end, node.start + 20)));
}

function textOf(value: JsValue): string | undefined {
  return value.kind === 'text' || value.kind === 'number' ? value.text.text : undefined;
}

function text(mapped: Mapped): JsValue {
  return { kind: 'text', text: mapped };
}

function overValue(node: Node, value: JsValue, scope: Scope): JsValue {
  return 'text' in value ? { kind: value.kind, text: over(node, value.text.text, scope) } : value;
}

function unknownAt(node: Node, scope: Scope): JsValue {
  return { kind: 'unknown', at: over(node, HOLE, scope) };
}

/** A literal's value at its place: exact when it is spelt as it is. */
function toText(node: Node, value: string, scope: Scope): Mapped {
  const quotes = /^["'`]/.test(scope.source.text[node.start] ?? '') ? 1 : 0;
  return exact(scope.source, node.start + quotes, node.end - quotes, value);
}

function exact(source: SourceText, start: number, end: number, value: string): Mapped {
  return source.text.slice(start, end) === value
    ? literal(source, start, end)
    : standing(source.span(start, end), /[^\0-\xff]/.test(value) ? toByteString(value) : value);
}

function over(node: Node, value: string, scope: Scope): Mapped {
  return standing(scope.source.span(node.start, node.end), value);
}

function at(node: Node, scope: Scope): Mapped {
  return literal(scope.source, node.start, Math.min(node.end, node.start + 1));
}

function joined(parts: readonly Mapped[]): Mapped {
  const out = builder(parts[0]!.source, parts[0]!.at);
  for (const part of parts) for (let i = 0; i < part.text.length; i++) out.copy(part, i);
  return out.done();
}
