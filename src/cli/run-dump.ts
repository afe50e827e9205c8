/** What `dump` prints: one line a thing, with its place, so that a person can follow it and `diff` can compare it. */
import path from 'node:path/posix';
import { NginxVersion } from '../catalog/index.ts';
import { assertText, shownPath, unreadable } from '../engine/index.ts';
import { FsError } from '../fs/index.ts';
import { buildModel, formatAddress, type Hop, type Model, type Scope, type Setting } from '../model/index.ts';
import { type Cst, isArgument, TokenKind, terminatorOf } from '../syntax/index.ts';
import { display, SourceText, type Span, visible } from '../text/index.ts';
import { type ConfigTree, type Directive, loadConfig } from '../tree/index.ts';
import { type CommandContext, readStdin, UsageError, type World } from './context.ts';
import type { DumpArguments } from './dump.ts';
import { readingOf } from './load-options.ts';
import { loadSettings } from './settings.ts';

/** Prints one stage. Throws InputError, ConfigError, UsageError. */
export async function runDump(args: DumpArguments, { world }: CommandContext): Promise<void> {
  const absolute = path.resolve(world.cwd, args.file === '-' ? (args.stdinFilename ?? 'stdin') : args.file);
  const shown = shownPath(world.cwd, absolute);
  const bytes = readInput(args, world, absolute);
  assertText(bytes, shown);
  const { nginx, context, ...reading } = readingOf(
    args,
    await loadSettings(world, args.config, path.dirname(absolute)),
    world,
  );
  const version = nginx?.version ?? NginxVersion.unknown;
  const tree = loadConfig({
    fs: world.fs,
    path: absolute,
    source: SourceText.fromBytes(shown, bytes),
    displayPath: (p) => shownPath(world.cwd, p),
    ...reading,
    context: context?.at(-1) as Directive['context'] | undefined,
    version,
  });
  // a system call for each line is most of the time where there are millions
  const held: string[] = [];
  const flush = (): void => void world.stdout.write(held.splice(0).join(''));
  const write = (line: string): void => {
    if (held.push(`${line}\n`) >= 5000) flush();
  };
  dump(args.what, tree, version, write);
  flush();
}

function dump(what: DumpArguments['what'], tree: ConfigTree, version: NginxVersion, write: Write): void {
  switch (what) {
    case 'tokens':
      dumpTokens(tree.root.cst, write);
      return;
    case 'cst':
      dumpCst(tree.root.cst, write);
      return;
    case 'tree':
      dumpTree(tree, write);
      return;
    case 'model':
      dumpModel(buildModel(tree, version), write);
      return;
    case 'hops':
      dumpHops(buildModel(tree, version), write);
      return;
  }
}

type Write = (line: string) => void;

function readInput(args: DumpArguments, world: World, absolute: string): Uint8Array {
  if (args.file === '') throw new UsageError('an argument is empty', 'name a file, or - for standard input');
  if (args.file === '-') return readStdin(world);
  try {
    return world.fs.read(absolute);
  } catch (error) {
    if (error instanceof FsError) throw unreadable(args.file, error);
    throw error;
  }
}

function place(span: Span): string {
  const { line, column } = span.source.position(span.start);
  return `${visible(span.source.path)}:${line}:${column}`;
}

const KIND_NAMES = new Map<number, string>(Object.entries(TokenKind).map(([name, kind]) => [kind, name]));

function dumpTokens({ source, tokens }: Cst, write: Write): void {
  for (let i = 0; i < tokens.count; i++) {
    const span = source.span(tokens.start[i]!, tokens.end[i]!);
    write(`${place(span)}\t${KIND_NAMES.get(tokens.kind[i]!)}\t${display(source.text.slice(span.start, span.end))}`);
  }
}

function dumpCst(cst: Cst, write: Write): void {
  const { statements, tokens, source } = cst;
  const depths = new Int32Array(statements.count);
  for (let i = 0; i < statements.count; i++) {
    const parent = statements.parent[i]!;
    depths[i] = parent < 0 ? 0 : depths[parent]! + 1;
    const words: string[] = [];
    for (let t = statements.first[i]!; t <= statements.last[i]!; t++) {
      if (isArgument(cst, t)) words.push(display(source.text.slice(tokens.start[t], tokens.end[t])));
    }
    const start = tokens.start[statements.first[i]!]!;
    const end = terminatorOf(cst, i);
    write(
      `${place(source.span(start, start))}\t${indent(depths[i]!)}${words.join(' ')} ${end === 'missing' ? '(no terminator)' : end}`,
    );
  }
  for (const problem of cst.problems)
    write(`${place(source.span(problem.start, problem.end))}\tproblem: ${display(problem.message)}`);
}

/** Deep nesting is legal for nginx; indentation stops growing so that the output stays linear. */
function indent(depth: number): string {
  return depth <= 16 ? '  '.repeat(depth) : `${'  '.repeat(16)}(${depth}) `;
}

function dumpTree(tree: ConfigTree, write: Write): void {
  const stack: { readonly statements: readonly Directive[]; at: number }[] = [{ statements: tree.statements, at: 0 }];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const directive = frame.statements[frame.at++];
    if (!directive) {
      stack.pop();
      continue;
    }
    const via = directive.via ? `\tvia ${place(directive.via.nameSpan)}` : '';
    write(
      `${place(directive.span)}\t${directive.context}\t${indent(stack.length - 1)}${textOfDirective(directive)}${via}`,
    );
    if (directive.isBlock) stack.push({ statements: directive.children, at: 0 });
  }
  for (const problem of tree.includeProblems)
    write(`${place(problem.directive.span)}\t${problem.kind}: ${visible(problem.path)}`);
}

function textOfDirective(directive: Directive): string {
  return (
    [directive.name, ...directive.args].map((word) => (word === '' ? '""' : display(word))).join(' ') +
    (directive.isBlock ? ' {' : ';')
  );
}

function dumpModel(model: Model, write: Write): void {
  write(`nginx\t${model.version.text ?? 'version unknown'}`);
  for (const scope of model.scopes) {
    const at = scope.block ? place(scope.block.span) : '-';
    write(
      `level\t${at}\t${scopeName(scope)}${scope.isImplicit ? '\timplied' : ''}${scope.hidesDirectives ? '\tnot all seen' : ''}`,
    );
  }
  for (const upstream of model.upstreams) {
    write(`upstream\t${place(upstream.block.span)}\t${display(upstream.name)}`);
    for (const { directive, address } of upstream.servers) {
      write(`  server\t${place(directive.span)}\t${address.kind === 'none' ? '?' : display(formatAddress(address))}`);
    }
    write(`  keepalive\t${settingText(upstream.setting('keepalive'))}`);
  }
  write(`ports\t${model.ports.join(' ')}`);
}

function scopeName(scope: Scope): string {
  const names: string[] = [];
  for (const level of scope.outward()) {
    // 10,000 nested levels are legal; the output stays linear
    if (names.push(nameOf(level)) < MAX_LEVELS) continue;
    names.push('…');
    break;
  }
  return names.reverse().join(' > ');
}

const MAX_LEVELS = 16;

function nameOf({ block, kind }: Scope): string {
  return block ? textOfDirective(block).replace(/ \{$/, '') : kind;
}

const HOP_SETTINGS = [
  'http_version',
  'connect_timeout',
  'read_timeout',
  'send_timeout',
  'next_upstream',
  'buffer_size',
  'ssl_server_name',
  'ssl_name',
  'ssl_verify',
];

function dumpHops(model: Model, write: Write): void {
  for (const hop of model.hops) {
    write(
      `hop\t${place(hop.target)}\t${scopeName(hop.scope)}\t${display(hop.pass.name)} ${display(hop.pass.args[0] ?? '')}`,
    );
    write(`  scheme\t${hop.scheme ?? 'not known'}`);
    for (const { value, upstream, origins } of hop.destinations) {
      const from = origins.map((o) => place(o.span)).join(', ');
      write(
        `  destination\t${display(value)}${upstream ? `\tupstream ${display(upstream.name)}` : ''}${from ? `\tfrom ${from}` : ''}`,
      );
    }
    if (!hop.isComplete) write('  destination\tothers are possible');
    for (const { address, span } of hop.peers) write(`  peer\t${display(formatAddress(address))}\t${place(span)}`);
    for (const name of HOP_SETTINGS) {
      const setting = hop.effective(name);
      if (setting.origin || setting.values.length > 0) write(`  ${setting.directive}\t${settingText(setting)}`);
    }
    dumpHeaders(hop, write);
  }
}

function dumpHeaders(hop: Hop, write: Write): void {
  const { headers } = hop;
  if (!headers) return;
  const names = new Map(
    [...headers.list.entries.map((d) => d.args[0] ?? ''), 'Host', 'Connection', 'Upgrade'].map((n) => [
      n.toLowerCase(),
      n,
    ]),
  );
  for (const name of names.values()) {
    const header = headers.get(name);
    const values = header.written.map(
      (v) =>
        (v.value === null || v.value === '' ? 'not sent' : display(v.value)) + (v.versions ? ` (${v.versions})` : ''),
    );
    const dropped = header.droppedBy ? `\touter list replaced at ${place(header.droppedBy.span)}` : '';
    write(
      `  header ${display(name)}\t${values.join(' or ') || 'not known'}\t${header.origin ? place(header.origin.span) : 'built in'}${dropped}`,
    );
  }
}

function settingText(setting: Setting): string {
  const values = setting.values.map(
    (v) => `${v.value === null ? 'nothing' : display(v.value)}${v.versions ? ` (${v.versions})` : ''}`,
  );
  const origin = setting.origin
    ? place(setting.origin.span)
    : setting.unseenOuter > 0
      ? 'default, unless an outer level sets it'
      : 'default';
  return `${values.join(' or ') || 'not known'}\t${origin}`;
}
