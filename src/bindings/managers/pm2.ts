/** Which apps does an ecosystem file of PM2 start, and where do they listen? (never executed; bindings.md §9) */
import path from 'node:path/posix';
import type { SourceText } from '../../text/index.ts';
import { gradeOf, hasHole, type Mapped, parseYaml, spanOf, standing, type YamlNode } from '../../yaml/index.ts';
import { recogniseCommand } from '../commands/commands.ts';
import { boundBy, type Listener, type ProcessFacts } from '../commands/process.ts';
import { splitWords } from '../commands/shell-words.ts';
import { listenText } from '../listen.ts';
import type { Locator } from '../locate.ts';
import type { Reader } from '../reader.ts';
import type { App, Place } from '../types.ts';
import { exportedValue, type JsValue } from './js-values.ts';

/** More instances than this are not told apart. */
const MAX_INSTANCES = 32;

/** The apps of ecosystem files; a file that cannot be parsed is noted as skipped. */
export function pm2Apps(files: readonly string[], place: Place, reader: Reader, locator: Locator): App[] {
  return files.flatMap((file) => {
    const source = reader.read(file);
    const root = source && rootOf(source, file, reader);
    if (!root) return [];
    const apps = root.kind === 'object' && root.entries.has('apps') ? root.entries.get('apps')! : root;
    const items = apps.kind === 'list' ? apps.items : [apps];
    return items.flatMap((item) => (item.kind === 'object' ? appOf(item, file, place, locator) : []));
  });
}

function rootOf(source: SourceText, file: string, reader: Reader): JsValue | undefined {
  const skip = (why: string, start: number) => {
    reader.skip({
      source,
      file,
      path: reader.shown(file),
      why,
      span: source.span(Math.min(start, source.length), Math.min(start + 1, source.length)),
    });
    return undefined;
  };
  if (/\.(json|ya?ml)$/.test(file)) {
    const parsed = parseYaml(source);
    if (parsed.kind === 'broken') return skip(parsed.why, parsed.span?.start ?? 0);
    return parsed.root && fromYaml(parsed.root, 0);
  }
  const result = exportedValue(source, path.dirname(file));
  return result.kind === 'broken' ? skip(result.why, result.at) : result.value;
}

function fromYaml(node: YamlNode, depth: number): JsValue {
  if (node.kind === 'scalar') {
    const { text } = node.value;
    const kind =
      node.style !== 'plain' ? 'text' : /^\d+$/.test(text) ? 'number' : /^(true|false)$/.test(text) ? 'bool' : 'text';
    return { kind, text: node.value };
  }
  const at = standing(node.span, '');
  if (depth > 40) return { kind: 'unknown', at };
  if (node.kind === 'list') return { kind: 'list', items: node.items.map((item) => fromYaml(item, depth + 1)) };
  const entries = new Map([...node.entries].map(([key, entry]) => [key, fromYaml(entry.value, depth + 1)]));
  return { kind: 'object', entries, at, open: false };
}

type JsObject = JsValue & { kind: 'object' };

function appOf(app: JsObject, file: string, place: Place, locator: Locator): App[] {
  const text = (key: string) => {
    const value = app.entries.get(key);
    return value && 'text' in value ? value.text : undefined;
  };
  const script = text('script');
  if (!script) return [];
  const words = commandOf(app, script, text);
  const name = text('name')?.text ?? path.basename(script.text).replace(/\.\w+$/, '');
  const given = text('cwd');
  const cwd = given && path.isAbsolute(given.text) && !hasHole(given) ? given.text : undefined;
  const run = (env: ReadonlyMap<string, Mapped>) => recogniseCommand(words, env, locator.around(file, cwd, true));
  const base = variablesOf(app.entries.get('env'));
  const facts = run(base);
  const listeners = instances(facts, base, text);
  const others = [...app.entries].flatMap(([key, value]): Listener[] => {
    if (!/^env_\w+$/.test(key) || value.kind !== 'object') return [];
    const env = new Map([...base, ...variablesOf(value)]);
    return instances(run(env), env, text).map((one) => ({ ...one, alternative: key }));
  });
  const known = new Set(listeners.map((one) => listenText(one.listen)));
  const all = [
    ...listeners,
    ...others.filter((one) => !known.has(listenText(one.listen)) || one.listen.kind !== 'tcp'),
  ];
  const autorestart = app.entries.get('autorestart');
  const restarts =
    autorestart?.kind === 'bool'
      ? { value: autorestart.text.text === 'true', by: 'declared' as const, span: spanOf(autorestart.text) }
      : undefined;
  return [
    {
      name,
      kind: 'pm2',
      span: spanOf(script),
      place,
      ...(facts.server !== undefined && { server: facts.server }),
      bindings: all.map((one) => boundBy(facts, one, { place, app: name })),
      closed: facts.closed && others.length === 0 && !app.open,
      ...(restarts && { restarts }),
    },
  ];
}

/** `interpreter script args`; without an interpreter the extension decides, `none` runs the script itself. */
function commandOf(app: JsObject, script: Mapped, text: (key: string) => Mapped | undefined): Mapped[] {
  const given = app.entries.get('args');
  const args =
    given?.kind === 'list'
      ? given.items.map((item) =>
          'text' in item ? item.text : standing(spanOf('at' in item ? item.at : script), '\uffff'),
        )
      : given && 'text' in given
        ? splitWords(given.text)
        : [];
  const interpreter = text('interpreter') ?? text('exec_interpreter');
  const runner = interpreter
    ? interpreter.text === 'none'
      ? undefined
      : interpreter
    : RUNNERS[path.extname(script.text)] && standing(spanOf(script), RUNNERS[path.extname(script.text)]!);
  // `npm` and `next` are found in PATH or node_modules, a script of theirs by its name
  return [...(runner ? [runner] : []), ...(runner ? [script] : splitWords(script)), ...args];
}

const RUNNERS: Readonly<Record<string, string>> = {
  '.js': 'node',
  '.cjs': 'node',
  '.mjs': 'node',
  '.ts': 'node',
  '.py': 'python',
  '.sh': 'bash',
  '.php': 'php',
};

function variablesOf(value: JsValue | undefined): Map<string, Mapped> {
  const env = new Map<string, Mapped>();
  if (value?.kind !== 'object') return env;
  for (const [name, entry] of value.entries) {
    if ('text' in entry) env.set(name, entry.text);
    else if (entry.kind === 'unknown') env.set(name, entry.at);
  }
  return env;
}

/** `increment_var` gives each instance the next number; in cluster mode all share one port. */
function instances(
  facts: ProcessFacts,
  env: ReadonlyMap<string, Mapped>,
  text: (key: string) => Mapped | undefined,
): Listener[] {
  const variable = text('increment_var')?.text;
  const count = Number(text('instances')?.text ?? '1');
  const from = variable === undefined ? undefined : env.get(variable);
  if (!from || gradeOf(from) === 'unresolved' || !Number.isInteger(count) || count < 2) return [...facts.listeners];
  return facts.listeners.flatMap((one): Listener[] => {
    const { listen } = one;
    if (listen.kind !== 'tcp' || String(listen.port) !== from.text) return [one];
    return Array.from({ length: Math.min(count, MAX_INSTANCES) }, (_, i) => ({
      ...one,
      listen: { ...listen, port: listen.port + i },
      evidence: i > 0 ? ('derived' as const) : one.evidence,
    }));
  });
}
