/** Which units are there, and which files does each consist of? (systemd.unit(5): drop-ins, templates, precedence) */
import path from 'node:path/posix';
import { hasHole } from '../../yaml/index.ts';
import type { SystemdConfig } from '../config-types.ts';
import { matchesGlob } from '../glob.ts';
import type { Reader } from '../reader.ts';
import { readAssignments, settingsOf, type Unit } from './unit-file.ts';
import { type Specifiers, unitWords, withSpecifiers } from './unit-words.ts';

/** What nginx-vet's config says about units, with the directory its globs count from. */
export interface UnitSettings extends SystemdConfig {
  readonly base: string;
}

/** `app@.service` is a template; `app@01.service` an instance of it. */
const TEMPLATE = /^(.+)@\.(service|socket)$/;

/** Directories of systemd in falling precedence. */
const PRECEDENCE = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
];

/**
 * The units that files stand for. On the machine itself a name is one unit, whichever directory wins; in a project each
 * file is one. A drop-in without its unit (`nginx.service.d/limits.conf`) is a unit of its own.
 */
export function loadUnits(
  all: readonly string[],
  system: boolean,
  reader: Reader,
  { base, units: wanted, instances = {} }: UnitSettings,
): Unit[] {
  const files = wanted
    ? all.filter((file) => wanted.some((glob) => matchesGlob(glob, path.relative(base, file))))
    : all;
  const dropIns = new Map<string, string[]>();
  const mains: string[] = [];
  const names = new Set<string>();
  for (const file of [...files].sort(byPrecedence)) {
    const directory = path.basename(path.dirname(file));
    if (/\.(service|socket)\.d$|^(service|socket)\.d$/.test(directory)) {
      const name = directory.slice(0, -2);
      dropIns.set(name, [...(dropIns.get(name) ?? []), file]);
    } else if (!system || !names.has(unitName(file))) {
      mains.push(file);
      names.add(unitName(file));
    }
  }
  const units: Unit[] = [];
  const add = (name: string, file: string | undefined, more: readonly string[]) => {
    const first = file ?? more[0];
    const source = first === undefined ? undefined : reader.read(first);
    if (!source || first === undefined || !looksLikeUnit(source.text)) return;
    const all = [source, ...(file ? more : more.slice(1)).flatMap((other) => reader.read(other) ?? [])];
    units.push({ name, file: first, source, assignments: all.flatMap(readAssignments) });
  };
  for (const file of mains) {
    const name = unitName(file);
    add(name, file, dropInsOf(name, file, dropIns));
  }
  for (const [name, own] of dropIns) {
    // `app@01.service.d` beside `app@.service` is an instance of that template
    const template = name.replace(/@[^.]+\./, '@.');
    if (names.has(name) || names.has(template) || /-\.|^(service|socket)$/.test(name)) continue;
    add(name, undefined, inOrder(own));
  }
  const started = (unit: Unit, more: readonly string[]) =>
    instancesOf(unit, units, dropIns, reader, [...(instances[unit.name] ?? []), ...more]);
  const isSocket = (unit: Unit) => unit.name.endsWith('.socket');
  const services = units.filter((unit) => !isSocket(unit)).flatMap((unit) => started(unit, []));
  // the sockets of a template's instances are those of its services
  const sockets = units.filter(isSocket).flatMap((socket) => {
    const prefix = socket.name.replace(/\.socket$/, '');
    const own = services.filter(({ name }) => name.startsWith(prefix) && name !== `${prefix}.service`);
    return started(
      socket,
      prefix.endsWith('@') ? own.map(({ name }) => name.slice(prefix.length, -'.service'.length)) : [],
    );
  });
  return [...services, ...sockets];
}

/** `app.service.j2` is a template of `app.service`. */
function unitName(file: string): string {
  return path.basename(file).replace(/(\.(service|socket))\.\w+$/, '$1');
}

function byPrecedence(a: string, b: string): number {
  const rank = (file: string) => {
    const found = PRECEDENCE.findIndex((directory) => file.startsWith(`${directory}/`));
    return found < 0 ? PRECEDENCE.length : found;
  };
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** `service.d`, `pre-.service.d`, `name@.service.d`, `name.service.d`, sorted by file name; in a project beside the unit only. */
function dropInsOf(name: string, file: string, all: ReadonlyMap<string, readonly string[]>): string[] {
  const suffix = name.slice(name.lastIndexOf('.') + 1);
  const stem = name.slice(0, -suffix.length - 1);
  const dashes = [...stem.matchAll(/-/g)].map((dash) => `${stem.slice(0, dash.index + 1)}.${suffix}`);
  const template = name.replace(/@[^.]*\./, '@.');
  const found = new Set([suffix, ...dashes, template, name].flatMap((key) => all.get(key) ?? []));
  const directory = path.dirname(file);
  const isSystem = PRECEDENCE.some((known) => directory === known || directory === known.slice('/usr'.length));
  const near = [...found].filter((other) => isSystem || path.dirname(path.dirname(other)) === directory);
  // elsewhere in the project it still means this unit when there is no other of the name
  return inOrder(near.length > 0 ? near : (all.get(name) ?? []));
}

/** By file name over all directories; of equal names the one with precedence counts. */
function inOrder(files: readonly string[]): string[] {
  const names = new Map<string, string>();
  for (const file of [...files].sort(byPrecedence)) {
    if (!names.has(path.basename(file))) names.set(path.basename(file), file);
  }
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

function looksLikeUnit(text: string): boolean {
  return /^\s*\[(Unit|Service|Socket|Install)\]\s*$/m.test(text);
}

/** A template's instances, as far as nginx-vet's config, other units and drop-in directories name them; the template itself when none does. */
function instancesOf(
  unit: Unit,
  all: readonly Unit[],
  dropIns: ReadonlyMap<string, readonly string[]>,
  reader: Reader,
  configured: readonly string[],
): Unit[] {
  const template = TEMPLATE.exec(unit.name);
  if (!template) return [unit];
  const isInstance = (name: string) =>
    name.startsWith(`${template[1]}@`) && name.endsWith(`.${template[2]}`) && name !== unit.name;
  const named = new Set<string>([...dropIns.keys()].filter(isInstance));
  for (const instance of configured) named.add(`${template[1]}@${instance}.${template[2]}`);
  for (const other of all) {
    for (const key of ['Wants', 'Requires', 'Requisite', 'BindsTo', 'Upholds', 'Sockets']) {
      for (const section of ['Unit', 'Service']) {
        for (const value of settingsOf(other, section, key)) {
          // `%i` is the instance of the other unit, which is instantiated itself
          for (const word of unitWords(value)) {
            const name = withSpecifiers(word, specifiersOf(other));
            if (!hasHole(name) && isInstance(name.text)) named.add(name.text);
          }
        }
      }
    }
    for (const value of settingsOf(other, 'Install', 'DefaultInstance')) {
      if (other === unit && value.text !== '') named.add(`${template[1]}@${value.text}.${template[2]}`);
    }
  }
  if (named.size === 0) return [unit];
  return [...named].sort().map((name) => {
    const own = inOrder(dropIns.get(name) ?? []).flatMap((file) => reader.read(file) ?? []);
    return { ...unit, name, assignments: [...unit.assignments, ...own.flatMap(readAssignments)] };
  });
}

/** What the specifiers mean for a unit of the system manager; `%i` of a template without instance is not known. */
export function specifiersOf(unit: Unit): Specifiers {
  const stem = unit.name.replace(/\.(service|socket)$/, '');
  const at = stem.indexOf('@');
  const instance = at < 0 ? '' : stem.slice(at + 1);
  const isTemplate = at >= 0 && instance === '';
  const prefix = at < 0 ? stem : stem.slice(0, at);
  // units for users are run by another manager, whose paths depend on the user
  const ofUser = /\/systemd\/user\//.test(unit.file);
  const known: Readonly<Record<string, string | undefined>> = {
    i: isTemplate ? undefined : instance,
    I: isTemplate ? undefined : unescaped(instance),
    n: isTemplate ? undefined : unit.name,
    N: isTemplate ? undefined : stem,
    p: prefix,
    P: unescaped(prefix),
    j: prefix.slice(prefix.lastIndexOf('-') + 1),
    J: unescaped(prefix.slice(prefix.lastIndexOf('-') + 1)),
    f: isTemplate ? undefined : `/${unescaped(instance === '' ? prefix : instance)}`,
    t: ofUser ? undefined : '/run',
    S: ofUser ? undefined : '/var/lib',
    C: ofUser ? undefined : '/var/cache',
    L: ofUser ? undefined : '/var/log',
    E: ofUser ? undefined : '/etc',
    h: ofUser ? undefined : '/root',
    u: ofUser ? undefined : 'root',
    U: ofUser ? undefined : '0',
    g: ofUser ? undefined : 'root',
    G: ofUser ? undefined : '0',
    s: ofUser ? undefined : '/bin/sh',
    T: '/tmp',
    V: '/var/tmp',
  };
  return (letter) => (Object.hasOwn(known, letter) ? known[letter] : undefined);
}

/** systemd-escape the other way: `-` is `/`, `\xHH` a byte. */
function unescaped(text: string): string {
  return text
    .replaceAll('-', '/')
    .replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
