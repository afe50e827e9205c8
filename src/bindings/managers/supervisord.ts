/** Which programs does supervisord start, and where do they listen? (supervisor's configuration; bindings.md §9) */
import path from 'node:path/posix';
import type { SourceText } from '../../text/index.ts';
import { builder, HOLE, hasHole, type Mapped, slice, spanOf } from '../../yaml/index.ts';
import { recogniseCommand } from '../commands/commands.ts';
import { boundBy, factOf, type Listener, listener } from '../commands/process.ts';
import { splitWords } from '../commands/shell-words.ts';
import { matchesGlob } from '../glob.ts';
import { tcpListen, unixListen } from '../listen.ts';
import type { Locator } from '../locate.ts';
import type { Reader } from '../reader.ts';
import type { App, Fact, Place } from '../types.ts';
import { type SupervisorSection, supervisorSections } from './supervisor-file.ts';

/** More processes of one program than this are not told apart. */
const MAX_PROCESSES = 32;

/** The programs of all files that belong to one supervisord: a main file with what it includes, or the files of a directory. */
export function supervisorApps(files: readonly string[], place: Place, reader: Reader, locator: Locator): App[] {
  const groups = new Map<string, SourceText[]>();
  const texts = files.flatMap((file) => {
    const source = reader.read(file);
    return source &&
      /^\s*\[(program|fcgi-program|supervisord|inet_http_server|group|include|eventlistener)[:\]]/m.test(source.text)
      ? [{ file, source }]
      : [];
  });
  const included = new Set<string>();
  for (const { file, source } of texts) {
    const patterns =
      supervisorSections(source)
        .find((section) => section.name === 'include')
        ?.options.get('files')
        ?.text.split(/\s+/) ?? [];
    const found = texts.filter((other) =>
      patterns.some((pattern) => matchesGlob(path.resolve(path.dirname(file), pattern), other.file)),
    );
    for (const one of found) included.add(one.file);
    if (patterns.length > 0 || found.length > 0) groups.set(file, [source, ...found.map((one) => one.source)]);
  }
  for (const { file, source } of texts) if (!included.has(file) && !groups.has(file)) groups.set(file, [source]);
  return [...groups].flatMap(([file, sources]) => appsOf(file, sources.flatMap(supervisorSections), place, locator));
}

function appsOf(file: string, sections: readonly SupervisorSection[], place: Place, locator: Locator): App[] {
  const environment = sections.find((section) => section.name === 'supervisord')?.options.get('environment');
  const global = environment ? keyValues(environment) : new Map<string, Mapped>();
  return sections.flatMap((section): App[] => {
    if (section.name === 'inet_http_server') {
      const port = section.options.get('port');
      if (!port) return [];
      const address = port.text.startsWith('*:') ? slice(port, 1) : port.text.includes(':') ? port : undefined;
      const listen = tcpListen(address ?? { ...port, text: `:${port.text}` }, { host: '*' });
      return [
        {
          name: 'supervisord',
          kind: 'supervisor',
          span: spanOf(section.header),
          place,
          server: 'supervisord',
          closed: true,
          bindings: [{ ...listener(listen, 'http', port), place, app: 'supervisord', server: 'supervisord' }],
        },
      ];
    }
    const program = /^(fcgi-)?program:(.+)$/.exec(section.name);
    return program
      ? programApps(program[2]!.trim(), program[1] !== undefined, section, global, file, place, locator)
      : [];
  });
}

/** One app per process: `numprocs` starts several, whose command may hold their number. */
function programApps(
  name: string,
  isFcgi: boolean,
  section: SupervisorSection,
  global: ReadonlyMap<string, Mapped>,
  file: string,
  place: Place,
  locator: Locator,
): App[] {
  const option = (key: string) => section.options.get(key);
  const count = Number(option('numprocs')?.text ?? '1');
  const first = Number(option('numprocs_start')?.text ?? '0');
  const many = Number.isInteger(count) && count > 0 ? Math.min(count, MAX_PROCESSES) : 1;
  const command = option('command');
  if (!command) return [];
  const numbered = /%\(process_num\)/.test(`${command.text}${option('environment')?.text}`);
  return Array.from({ length: numbered ? many : 1 }, (_, index): App => {
    const expand = (m: Mapped) => expanded(m, { name, number: first + index, file, global });
    const own = option('environment');
    const env = new Map([...global, ...(own ? keyValues(expand(own)) : [])]);
    const directory = option('directory') && expand(option('directory')!);
    const cwd = directory?.text.startsWith('/') && !hasHole(directory) ? directory.text : undefined;
    const facts = recogniseCommand(splitWords(expand(command)), env, locator.around(file, cwd));
    const user = option('user');
    const socket = isFcgi && option('socket') ? [fcgiSocket(expand(option('socket')!), option)] : [];
    const autostart = option('autostart');
    const autorestart = option('autorestart');
    const says = (m: Mapped | undefined, pattern: RegExp): Fact<boolean> =>
      m ? factOf(!pattern.test(m.text), m) : { value: true, by: 'default', span: spanOf(section.header) };
    const as = user ? (hasHole(user) ? undefined : factOf(user.text, user)) : facts.user;
    const bindings = [...socket, ...facts.listeners].map((one) => boundBy(facts, one, { place, app: name }));
    return {
      name: numbered ? `${name}:${first + index}` : name,
      kind: 'supervisor',
      span: spanOf(command),
      place,
      ...(facts.server !== undefined && { server: facts.server }),
      bindings,
      closed: facts.closed && !hasHole(expand(command)),
      ...(as && { user: as }),
      startsAtBoot: says(autostart, /^(false|no|off|0)$/i),
      // `unexpected`, the default, restarts after any exit code but 0
      restarts: says(autorestart, /^(false|no|off|0)$/i),
    };
  });
}

/** `tcp://h:p` or `unix:///path`; without socket_mode the permissions depend on supervisor's version and umask. */
function fcgiSocket(value: Mapped, option: (key: string) => Mapped | undefined): Listener {
  if (value.text.startsWith('tcp://')) return listener(tcpListen(slice(value, 6)), 'fastcgi', value);
  const unix = /^unix:\/\//.exec(value.text);
  const listen = unix ? unixListen(slice(value, unix[0].length)) : ({ kind: 'unresolved', text: value.text } as const);
  const mode = option('socket_mode');
  const [owner, group] = option('socket_owner')?.text.split(':') ?? [];
  const from = option('socket_owner')!;
  return {
    ...listener(listen, 'fastcgi', value),
    socket: {
      ...(mode && /^0?[0-7]{3}$/.test(mode.text) && { mode: factOf(Number.parseInt(mode.text, 8), mode) }),
      ...(owner && { owner: factOf(owner, from) }),
      ...(group && { group: factOf(group, from) }),
    },
  };
}

/** `A="1,2",B=x`: values may be quoted. */
function keyValues(value: Mapped): Map<string, Mapped> {
  const found = new Map<string, Mapped>();
  const pattern = /([A-Za-z_]\w*)\s*=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^,\s"']*)/g;
  for (const match of value.text.matchAll(pattern)) {
    const raw = match[2]!;
    const start = match.index + match[0].length - raw.length;
    const quotes = /^["']/.test(raw) ? 1 : 0;
    found.set(match[1]!, slice(value, start + quotes, start + raw.length - quotes));
  }
  return found;
}

/** `%(ENV_X)s`, `%(program_name)s`, `%(process_num)02d`, `%(here)s`; what supervisord's own environment gives is not known. */
function expanded(
  value: Mapped,
  known: { name: string; number: number; file: string; global: ReadonlyMap<string, Mapped> },
): Mapped {
  if (!value.text.includes('%')) return value;
  const out = builder(value.source, value.at);
  let last = 0;
  for (const match of value.text.matchAll(/%(?:%|\(([^)]{0,200})\)(0?\d{0,3})([sd]))/g)) {
    for (; last < match.index; last++) out.copy(value, last);
    last = match.index + match[0].length;
    out.put(meaning(match[0], match[1], match[2], known), value.from[match.index]!, value.to[last - 1]!);
  }
  for (; last < value.text.length; last++) out.copy(value, last);
  return out.done();
}

function meaning(
  text: string,
  name: string | undefined,
  width: string | undefined,
  known: Parameters<typeof expanded>[1],
): string {
  if (text === '%%') return '%';
  if (name === 'program_name' || name === 'group_name') return known.name;
  if (name === 'process_num')
    return String(known.number).padStart(Number(width ?? 0), width?.startsWith('0') ? '0' : ' ');
  const variable = name?.startsWith('ENV_') ? known.global.get(name.slice(4)) : undefined;
  return variable && !hasHole(variable) ? variable.text : HOLE;
}
