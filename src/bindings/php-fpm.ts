/** Which addresses do php-fpm's pools listen on? (its INI dialect, bindings.md §6) */

import type { SourceText } from '../text/index.ts';
import { gradeOf, HOLE, literal, type Mapped, trim } from '../yaml/index.ts';
import { defaultFact, factOf, type Listener, listener } from './commands/process.ts';
import { portListen, tcpListen, unixListen } from './listen.ts';
import { withoutTemplates } from './templates.ts';
import type { App, Binding, Listen, Place, ServerSettings, SocketFile } from './types.ts';

/** One `key = value` of a pool. `$pool` and `${ENV}` are replaced already. */
interface Setting {
  readonly key: string;
  readonly value: Mapped;
}

/** A pool after all its files: of every key the last value counts. */
export interface Pool {
  readonly name: string;
  readonly settings: ReadonlyMap<string, Mapped>;
}

/** Whether a text is a php-fpm pool file, whatever its name: a site of nginx is called www.conf, too. */
export function looksLikePool(text: string): boolean {
  let section = false;
  let listen = false;
  let pm = false;
  for (const line of text.split('\n')) {
    if (/^\s*\[[^\]\n]{1,200}\]\s*(;.*)?$/.test(line)) section = true;
    else if (/^\s*listen\s*=/.test(line)) listen = true;
    else if (/^\s*pm(\.\w{1,40})?\s*=/.test(line)) pm = true;
    // nginx's own lines end in `;` or open a block; an INI file has neither
    else if (/^\s*[\w-]{1,40}\s[^=;#]*\{\s*$/.test(line)) return false;
  }
  return (pm && (listen || section)) || (listen && section);
}

/**
 * The pools of several files read one after the other: sections of one name are one pool, a later value of a key wins,
 * and a file without header continues the section that is open when it is included.
 */
export function readPools(files: readonly SourceText[]): Pool[] {
  const pools = new Map<string, Map<string, Mapped>>();
  let open: string | undefined;
  for (const file of files) {
    for (let line = 1; line <= file.lineCount; line++) {
      const start = file.lineStart(line);
      const end = file.lineEnd(line);
      const text = file.text.slice(start, end).trim();
      if (text === '' || text.startsWith(';')) continue;
      const header = /^\[([^\]]{1,200})\]/.exec(text);
      if (header) {
        open = header[1]!.trim();
        if (open !== 'global' && !pools.has(open)) pools.set(open, new Map());
        continue;
      }
      const setting = readSetting(file, start, end);
      if (!setting || open === undefined || open === 'global') continue;
      pools.get(open)?.set(setting.key, replaced(withoutTemplates(setting.value), open));
    }
  }
  return [...pools].map(([name, settings]) => ({ name, settings }));
}

/** What a pool listens on; undefined where no `listen` is given (php-fpm does not start then). */
export function poolListener(pool: Pool): Listener | undefined {
  const value = pool.settings.get('listen');
  if (!value) return undefined;
  const allowed = pool.settings.get('listen.allowed_clients');
  const found: Listener = {
    ...listener(poolAddress(value), 'fastcgi', value),
    settings: poolSettings(pool),
    ...(allowed && { allowedClients: factOf(allowed.text.split(','), allowed) }),
  };
  return found.listen.kind === 'unix' ? { ...found, socket: poolSocket(pool, value) } : found;
}

/** A pool as an app: who owns its socket, how long a request may take, how many run at a time. */
export function poolApp(pool: Pool, place: Place): App | undefined {
  const found = poolListener(pool);
  if (!found) return undefined;
  const text = (key: string) => {
    const value = pool.settings.get(key);
    return value && value.text !== '' && gradeOf(value) !== 'unresolved' ? factOf(value.text, value) : undefined;
  };
  const user = text('user');
  const group = text('group');
  const binding: Binding = { ...found, place, app: pool.name, server: 'php-fpm' };
  return {
    name: pool.name,
    kind: 'pool',
    span: found.span,
    place,
    server: 'php-fpm',
    bindings: [binding],
    closed: found.listen.kind !== 'unresolved',
    ...(user && { user }),
    ...(group && { group }),
  };
}

function poolSettings(pool: Pool): ServerSettings {
  const limit = pool.settings.get('request_terminate_timeout');
  const children = pool.settings.get('pm.max_children');
  const match = /^(\d+)([smhd]?)$/.exec(limit?.text ?? '');
  const script = ['php_admin_value', 'php_value']
    .flatMap((kind) => pool.settings.get(`${kind}[max_execution_time]`) ?? [])
    .find((value) => /^\d+$/.test(value.text));
  const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }[match?.[2] ?? ''] ?? 1;
  return {
    ...(match && { requestTimeout: factOf(Number(match[1]) * unit, limit!) }),
    ...(script && { scriptTimeout: factOf(Number(script.text), script) }),
    ...(children && /^\d+$/.test(children.text) && { workers: factOf(Number(children.text), children) }),
  };
}

/** Whose the socket is: `listen.owner` and `.group`, else the user that starts php-fpm; 0660 unless told (fpm_unix.c). */
function poolSocket(pool: Pool, listen: Mapped): SocketFile {
  const fact = (key: string) => {
    const value = pool.settings.get(key);
    return value && value.text !== '' && gradeOf(value) !== 'unresolved' ? factOf(value.text, value) : undefined;
  };
  const acl = ['listen.acl_users', 'listen.acl_groups'].flatMap((key) => fact(key) ?? []);
  const names = acl.flatMap((one) => one.value.split(',').map((name) => name.trim()));
  const [owner, group, mode] = [fact('listen.owner'), fact('listen.group'), fact('listen.mode')];
  const bits = mode && /^0?[0-7]{3,4}$/.test(mode.value) ? Number.parseInt(mode.value, 8) : undefined;
  // with a list, owner and group are not looked at
  const listed = acl[0] && { acl: { ...acl[0], value: names } };
  return {
    ...(owner && !listed && { owner }),
    ...(group && !listed && { group }),
    ...(mode ? bits !== undefined && { mode: { ...mode, value: bits } } : { mode: defaultFact(0o660, listen) }),
    ...listed,
  };
}

/** `9000` (dual stack), `host:port`, `[::]:port`, `/abs.sock`; anything else is relative to a prefix nobody knows. */
function poolAddress(value: Mapped): Listen {
  // templates of configuration management look like addresses now and then
  if (/\{\{|<%|%\w+%|@\w+@/.test(value.text) || value.text.includes(HOLE))
    return { kind: 'unresolved', text: value.text };
  if (/^\d+$/.test(value.text)) return portListen(value, '*');
  if (value.text.startsWith('/')) return unixListen(value);
  const listen = value.text.includes(':') ? tcpListen(value) : ({ kind: 'unresolved', text: value.text } as const);
  return listen.kind === 'tcp' && listen.host === '::' ? { ...listen, host: '*' } : listen;
}

/** `key = value ; comment`, the value bare or in double quotes. */
function readSetting(file: SourceText, start: number, end: number): Setting | undefined {
  const equals = file.text.indexOf('=', start);
  if (equals < 0 || equals >= end) return undefined;
  const key = file.text.slice(start, equals).trim();
  if (key.startsWith('#')) return undefined; // no comment in this dialect but a parse error; whatever it says is not read
  const raw = trim(literal(file, equals + 1, end));
  if (raw.text.startsWith('"')) {
    const close = raw.text.indexOf('"', 1);
    if (close > 0) return { key, value: literal(file, raw.from[1] ?? raw.at, raw.from[close] ?? raw.at) };
  }
  const comment = raw.text.indexOf(';');
  return { key, value: comment < 0 ? raw : trim(literal(file, raw.from[0] ?? raw.at, raw.from[comment] ?? raw.at)) };
}

/** `$pool` becomes the pool's name; `${ENV}` is taken from an environment that is not known. */
function replaced(value: Mapped, pool: string): Mapped {
  if (!value.text.includes('$')) return value;
  const pieces: { text: string; from: number; to: number }[] = [];
  for (let i = 0; i < value.text.length; ) {
    const rest = value.text.slice(i, i + 5);
    if (rest === '$pool') {
      pieces.push({ text: pool, from: value.from[i]!, to: value.to[i + 4]! });
      i += 5;
    } else if (rest.startsWith('${')) {
      const close = value.text.indexOf('}', i);
      const last = close < 0 ? value.text.length - 1 : close;
      pieces.push({ text: HOLE, from: value.from[i]!, to: value.to[last]! });
      i = last + 1;
    } else {
      pieces.push({ text: value.text[i]!, from: value.from[i]!, to: value.to[i]! });
      i++;
    }
  }
  return {
    source: value.source,
    text: pieces.map((piece) => piece.text).join(''),
    from: pieces.flatMap((piece) => Array.from(piece.text, () => piece.from)),
    to: pieces.flatMap((piece) => Array.from(piece.text, () => piece.to)),
    at: value.at,
  };
}

/** What the official php image puts into php-fpm.d; `zz-docker.conf` is read last of the three (bindings.md §4). */
export const IMAGE_POOL_FILES: Readonly<Record<string, string>> = {
  'docker.conf': '[global]\n[www]\n',
  'www.conf': '[www]\nlisten = 127.0.0.1:9000\n',
  'zz-docker.conf': '[global]\n[www]\nlisten = 9000\n',
};
