/**
 * Which variables does nothing define? nginx looks at the end of http and stream (ngx_http_variables_init_vars,
 * ngx_stream_variables_init_vars): where and in which order they are defined makes no difference.
 */
import {
  builtInVariable,
  hasVariable,
  isPlusVariable,
  type NginxVersion,
  type VariableFamily,
  variableNames,
  variantsOf,
} from '../../../catalog/index.ts';
import { allNearest, type TextEdit } from '../../../text/index.ts';
import { type Directive, everyStatement, isPattern } from '../../../tree/index.ts';
import type { Proposal } from '../../proposal.ts';
import type { Closer, Complaint, Reading } from '../../setter.ts';
import { maybePlus } from '../upstream/edition.ts';
import { alignedBucket, bucketMistake, numberOf } from './hash.ts';
import { MERGED, readerOf, type Sink } from './references.ts';
import { readScript } from './script.ts';

interface Use {
  readonly directive: Directive;
  readonly index: number;
}

/** The variables of one http or stream block. */
interface Variables {
  /** By name in lower case, in nginx's order: the first use of each, and all of those that nginx does not know by itself. */
  readonly uses: ReadonlyMap<string, readonly [Use, ...Use[]]>;
  readonly defined: ReadonlySet<string>;
  /** May other variables be defined by what is not known: other modules, files that are not here? */
  readonly isOpen: boolean;
  /** Mistakes in what is compiled when levels are merged, as far as a level uses it. */
  readonly merged: readonly Use[];
}

function variablesOf(reading: Reading, family: VariableFamily): Variables {
  return reading.level.fact('variables', () => collect(reading, family));
}

function collect(reading: Reading, family: VariableFamily): Variables {
  const block = reading.level.block!;
  const uses = new Map<string, [Use, ...Use[]]>();
  const defined = new Set<string>();
  const merged: Use[] = [];
  const sink: Sink = {
    use(name, directive, index) {
      const known = uses.get(name);
      if (!known) uses.set(name, [{ directive, index }]);
      else if (!builtInVariable(name, family)) known.push({ directive, index });
    },
    define: (name) => defined.add(name),
  };
  const seen = new Map<string, Use[]>();
  let isOpen = usesOtherModules(reading);
  const foreign = new Map<string, boolean>();
  for (const directive of everyStatement(block.children, ({ body }) => !body.startsWith('@'))) {
    const { name } = directive;
    if (!foreign.has(name)) foreign.set(name, !variantsOf(name).some((v) => v.src === 'oss'));
    if (foreign.get(name) || (name === 'include' && isUnseen(directive, reading))) isOpen = true;
    readerOf(name, family)?.(directive, sink);
    const index = MERGED[family].get(name);
    if (index !== undefined && directive.args[index]?.includes('$')) {
      const use = { directive, index };
      const list = seen.get(name);
      if (list) list.push(use);
      else seen.set(name, [use]);
    }
  }
  for (const [name, list] of seen) {
    for (const use of list) {
      if (use.directive.parent === block && !isInherited(name, block)) continue;
      const { variables, mistake } = readScript(use.directive.args[use.index]!);
      if (mistake !== undefined) merged.push(use);
      for (const variable of variables) sink.use(variable, use.directive, use.index);
    }
  }
  return { uses, defined, isOpen, merged };
}

/** Does a server take the directive from http? Only then nginx compiles what http says. */
function isInherited(name: string, block: Directive): boolean {
  return block.children.some((server) => server.name === 'server' && !server.children.some((d) => d.name === name));
}

/** A pattern outside of the configuration's own directories that matches nothing here. */
function isUnseen(include: Directive, reading: Reading): boolean {
  const path = include.args[0] ?? '';
  return path.startsWith('/') && isPattern(path) && !reading.tree.included.has(include);
}

/** Modules whose variables are known, or come from directives only. */
const KNOWN_MODULE =
  /(?:^|\/)ngx_(?:stream|mail|(?:http|stream)_(?:geoip|js|perl|image_filter|xslt_filter))_module\.so$/;

function usesOtherModules({ main, tree, level }: Reading): boolean {
  return (
    main.read('load_module').some((d) => !KNOWN_MODULE.test(d.args[0] ?? '')) ||
    tree.statements.some((d) => d.name === 'include' && d !== level.block && isUnseen(d, { tree } as Reading))
  );
}

function* unknownVariables(reading: Reading, family: VariableFamily): Generator<Complaint> {
  if (reading.isPartial) return;
  const { uses, defined, isOpen } = variablesOf(reading, family);
  if (isOpen) return;
  for (const [name, places] of uses) {
    const [{ directive, index }] = places;
    if (defined.has(name) || mayExist(name, reading, family)) continue;
    const near = allNearest(name, [...defined, ...variableNames(family)]);
    yield {
      rule: 'unknown-variable',
      message: `unknown "${name}" variable`,
      place: 'none',
      span: directive.args.length > 0 ? directive.argSpan(index) : directive.headSpan,
      label: `nothing defines \`$${name}\``,
      help:
        near.length > 0
          ? `did you mean \`$${near[0]}\`?`
          : `define it with \`set\` or \`map\`, or remove it: nginx knows a variable only where something in ${family} defines it`,
      proposal: near.length === 1 ? renamed(name, near[0]!, places) : undefined,
    };
  }
}

/** The variable under another name wherever it is used; undefined where it cannot be found in the text. */
function renamed(name: string, to: string, uses: readonly Use[]): Proposal | undefined {
  if (!/^\w+$/.test(name)) return undefined; // after `$` alone the whole argument is the name
  const edits = new Map<string, TextEdit>();
  for (const { directive, index } of uses) {
    const { source, start, end } = directive.args.length > 0 ? directive.argSpan(index) : directive.headSpan;
    const found = source.text.slice(start, end).matchAll(new RegExp(`\\$\\{?(${name})(?!\\w)`, 'gi'));
    for (const match of found) {
      const at = start + match.index + match[0].length - name.length;
      edits.set(`${source.path} ${at}`, { span: source.span(at, at + name.length), text: to });
    }
  }
  return edits.size === 0
    ? undefined
    : { title: `replace \`$${name}\` with \`$${to}\``, safety: 'unsafe', edits: [...edits.values()] };
}

function mayExist(name: string, reading: Reading, family: VariableFamily): boolean {
  const answer = hasVariable(name, family, reading.version);
  return answer === 'unknown' ? !isPlusVariable(name, family) || maybePlus(reading) : answer === 'yes';
}

/** The table that SSI and perl look names up in: its buckets must hold the longest name. */
function* variablesHash(reading: Reading, family: VariableFamily): Generator<Complaint> {
  const { level } = reading;
  if (reading.isPartial || level.isImplied) return;
  const size = level.read('variables_hash_bucket_size')[0];
  const bucketSize = alignedBucket(numberOf(size, 64));
  const maxSize = numberOf(level.read('variables_hash_max_size')[0], 1024);
  // nginx's own names fit any bucket but an empty one
  const names = bucketSize === 0 ? variableNames(family) : variablesOf(reading, family).defined;
  const message = bucketMistake('variables_hash', names, { bucketSize, maxSize });
  if (message === undefined) return;
  yield {
    rule: 'config-error',
    message,
    place: 'none',
    ...(size && { span: size.headSpan }),
    label: size ? 'the names of variables do not fit' : 'has a variable with a name that is too long',
    help: 'raise `variables_hash_bucket_size`, or shorten the names of variables',
  };
}

/** Mistakes in values that are compiled when levels are merged: nginx prints the end of the block. */
function* mergedMistakes(
  reading: Reading,
  family: VariableFamily,
  isMine: (name: string) => boolean,
): Generator<Complaint> {
  const block = reading.level.block;
  if (!block || reading.level.isImplied) return;
  for (const { directive, index } of variablesOf(reading, family).merged) {
    if (!isMine(directive.name)) continue;
    const { mistake, label } = readScript(directive.args[index]!);
    if (mistake === undefined) continue;
    const place = { close: block };
    yield { rule: 'invalid-value', message: mistake, place, span: directive.argSpan(index), label: label ?? '' };
  }
}

function mergeCloser(module: string, family: VariableFamily, prefix: string): Closer {
  const isMine = (name: string) => name.startsWith(prefix);
  return { module, at: family, stage: 'init', check: (reading) => mergedMistakes(reading, family, isMine) };
}

export const variableClosers: readonly Closer[] = [
  mergeCloser('ngx_http_ssl_module', 'http', 'ssl_'),
  mergeCloser('ngx_http_proxy_module', 'http', 'proxy_'),
  mergeCloser('ngx_http_fastcgi_module', 'http', 'fastcgi_'),
  mergeCloser('ngx_http_uwsgi_module', 'http', 'uwsgi_'),
  mergeCloser('ngx_http_scgi_module', 'http', 'scgi_'),
  mergeCloser('ngx_http_grpc_module', 'http', 'grpc_'),
  mergeCloser('ngx_stream_ssl_module', 'stream', 'ssl_'),
  ...(['http', 'stream'] as const).flatMap((family) =>
    [unknownVariables, variablesHash].map(
      (check): Closer => ({
        module: `ngx_${family}_core_module`,
        at: family,
        stage: 'variables',
        check: (reading) => check(reading, family),
      }),
    ),
  ),
];

/**
 * What nginx says where an argument names a variable to define: `$name`, of which nginx has none of its own that may not
 * be changed (ngx_http_add_variable).
 */
export function checkDefinition(
  directive: Directive,
  index: number,
  version: NginxVersion,
  family: VariableFamily,
): readonly Complaint[] {
  const arg = directive.args[index] ?? '';
  const at = { span: directive.argSpan(index) };
  if (!arg.startsWith('$')) {
    const message = `invalid variable name "${arg}"`;
    const help = 'a variable begins with `$`';
    return [{ rule: 'invalid-value', message, ...at, label: 'this is no variable', help }];
  }
  const name = arg.slice(1);
  if (name === '') {
    return [{ rule: 'invalid-value', message: 'invalid variable name "$"', ...at, label: 'the name is missing' }];
  }
  const complaint = duplicateVariable(name, version, family);
  return complaint ? [{ ...complaint, ...at }] : [];
}

/** `the duplicate "%V" variable`: of a variable of nginx's own that may not be defined once more. */
export function duplicateVariable(name: string, version: NginxVersion, family: VariableFamily): Complaint | undefined {
  const builtIn = builtInVariable(name.toLowerCase(), family);
  if (!builtIn || builtIn.isChangeable || hasVariable(builtIn.name, family, version) !== 'yes') return undefined;
  return {
    rule: 'unknown-variable',
    message: `the duplicate "${name}" variable`,
    label: `nginx sets \`$${builtIn.name}\` itself`,
    help: 'choose a name that nginx does not use',
  };
}
