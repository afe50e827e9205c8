/** Which options does a uWSGI configuration file give, its placeholders and loops replaced? (ini, YAML, XML, JSON) */
import path from 'node:path/posix';
import type { SourceText } from '../../text/index.ts';
import { builder, HOLE, listAt, literal, type Mapped, parseYaml, trim, type YamlNode } from '../../yaml/index.ts';
import type { Environment } from '../commands/process.ts';
import { xmlElements } from '../xml.ts';

export interface UwsgiOption {
  readonly key: string;
  readonly value: Mapped;
  /** It stands in a condition (`if-env` …) of which nobody knows whether it holds. */
  readonly maybe: boolean;
}

export interface UwsgiFile {
  readonly source: SourceText;
  /** The path under which uWSGI opens it; undefined = not known. */
  readonly path: string | undefined;
  /** `name` of `file.ini:name`. */
  readonly section: string;
}

/** The options of a file in order; loops are unrolled, the placeholders of the file itself (`%d`, `%n` …) are replaced. */
export function uwsgiOptions(file: UwsgiFile): UwsgiOption[] {
  const raw = rawOptions(file.source, file.section);
  const magic = (m: Mapped) => replaced(m, /%(?:\([^)]{0,200}\)|.)/g, (hole) => magicValue(hole, file));
  return unrolled(raw.map(({ key, value }) => ({ key, value: magic(value) })));
}

/** `%(option)` is the first value of that option anywhere, `$(NAME)` a variable; both are replaced once (core/config.c). */
export function withPlaceholders(options: readonly UwsgiOption[], env: Environment): UwsgiOption[] {
  const first = new Map<string, Mapped>();
  const define = (key: string, value: Mapped) => {
    if (!first.has(key)) first.set(key, value);
  };
  for (const { key, value, maybe } of options) {
    if (maybe) continue;
    define(key, value);
    const equals = value.text.indexOf('=');
    if (/^(set-placeholder|set-ph|set)$/.test(key) && equals > 0) {
      define(value.text.slice(0, equals), { ...value, text: value.text.slice(equals + 1) });
    }
  }
  const byEnv = (hole: string) => {
    const value = env.get(hole.slice(2, -1));
    return value ? value.text : HOLE;
  };
  return options.map((option) => {
    const known = replaced(option.value, /\$\([^)]{0,200}\)/g, byEnv);
    return {
      ...option,
      value: replaced(known, /%\([^)]{0,200}\)/g, (hole) => first.get(hole.slice(2, -1))?.text ?? HOLE),
    };
  });
}

interface RawOption {
  readonly key: string;
  readonly value: Mapped;
}

function rawOptions(source: SourceText, section: string): RawOption[] {
  const extension = path.extname(source.path);
  if (/^\.ya?ml$|^\.json$|^\.js$/.test(extension)) return treeOptions(source, section);
  if (extension === '.xml') {
    return xmlElements(source)
      .filter((element) => element.path.at(-1) === section)
      .map(({ name, text }) => ({ key: name, value: text }));
  }
  return iniOptions(source, section);
}

/** `key = value` in the wanted section; `;` and `#` begin a comment at the beginning of a line only, nothing continues. */
function iniOptions(source: SourceText, section: string): RawOption[] {
  const options: RawOption[] = [];
  let open = '';
  for (let line = 1; line <= source.lineCount; line++) {
    const text = trim(literal(source, source.lineStart(line), source.lineEnd(line)));
    if (text.text === '' || text.text.startsWith(';') || text.text.startsWith('#')) continue;
    const header = /^\[(.*)\]$/.exec(text.text);
    if (header) {
      open = header[1]!;
      continue;
    }
    if (open !== section) continue;
    const equals = text.text.indexOf('=');
    const start = equals < 0 ? text.text.length : equals;
    const value = literal(source, text.from[0]! + start + (equals < 0 ? 0 : 1), text.to.at(-1)!);
    options.push({ key: text.text.slice(0, start).trim(), value: trim(value) });
  }
  return options;
}

function treeOptions(source: SourceText, section: string): RawOption[] {
  const parsed = parseYaml(source);
  if (parsed.kind !== 'tree' || parsed.root?.kind !== 'map') return [];
  const root = parsed.root.entries.get(section)?.value;
  if (root?.kind !== 'map') return [];
  const scalars = (node: YamlNode) => listAt(node).flatMap((item) => (item.kind === 'scalar' ? [item.value] : []));
  return [...root.entries].flatMap(([key, entry]) => scalars(entry.value).map((value) => ({ key, value })));
}

/** `for = a b` … `endfor` for each word in place of `%(_)`; what stands in a condition is marked. */
function unrolled(options: readonly RawOption[]): UwsgiOption[] {
  const out: UwsgiOption[] = [];
  let conditions = 0;
  let loop: { words: readonly string[]; body: RawOption[] } | undefined;
  const add = ({ key, value }: RawOption) => out.push({ key, value, maybe: conditions > 0 });
  for (const option of options) {
    const { key, value } = option;
    if (/^for(-glob|-times|-readline)?$/.test(key)) {
      const times = key === 'for-times' && /^\d{1,3}$/.test(value.text) ? Number(value.text) : 0;
      const words = key === 'for' ? value.text.split(/\s+/) : Array.from({ length: times }, (_, i) => String(i + 1));
      loop = { words: key === 'for' || times > 0 ? words : [HOLE], body: [] };
    } else if (key === 'endfor' || key === 'end-for') {
      for (const word of loop?.words ?? []) {
        for (const one of loop!.body) add({ key: one.key, value: replaced(one.value, /%\(_\)/g, () => word) });
      }
      loop = undefined;
    } else if (loop) loop.body.push(option);
    else if (key.startsWith('if-')) conditions++;
    else if (/^end-?if$/.test(key)) conditions = Math.max(0, conditions - 1);
    else add(option);
  }
  return out;
}

/** The placeholders of a file: its path, directory, name (core/config.c, magic table). */
function magicValue(hole: string, { path: file, section, source }: UwsgiFile): string | undefined {
  const name = path.basename(file ?? source.path);
  const extension = name.lastIndexOf('.');
  switch (hole) {
    case '%d':
      return file === undefined ? HOLE : path.join(path.dirname(file), '/');
    case '%p':
      return file ?? HOLE;
    case '%c':
      return file === undefined ? HOLE : path.basename(path.dirname(file));
    case '%s':
      return name;
    case '%n':
      return extension > 0 ? name.slice(0, extension) : name;
    case '%e':
      return extension > 0 ? name.slice(extension + 1) : '';
    case '%x':
      return section;
    case '%%':
      return '%';
    default:
      // what depends on the machine and the moment: host name, time, user, cores
      return /^%[houUgGtTVkrivjNbmBDPE0-9]$/.test(hole) ? HOLE : undefined;
  }
}

/** Matches replaced; undefined leaves one as it is. */
function replaced(value: Mapped, pattern: RegExp, meant: (hole: string) => string | undefined): Mapped {
  if (!value.text.includes('%') && !value.text.includes('$')) return value;
  const out = builder(value.source, value.at);
  let last = 0;
  const copy = (end: number) => {
    for (; last < end; last++) out.copy(value, last);
  };
  for (const match of value.text.matchAll(pattern)) {
    const text = meant(match[0]);
    if (text === undefined) continue;
    copy(match.index);
    last = match.index + match[0].length;
    out.put(text, value.from[match.index] ?? value.at, value.to[last - 1] ?? value.at);
  }
  copy(value.text.length);
  return out.done();
}
