/** What does a service of systemd run, as whom, and where does that listen? (systemd.service(5), systemd.exec(5)) */
import type { Span } from '../../text/index.ts';
import { hasHole, type Mapped, slice, spanOf, standing } from '../../yaml/index.ts';
import { recogniseCommand } from '../commands/commands.ts';
import { factOf, type Listener, type ProcessFacts, UNKNOWN_PROCESS } from '../commands/process.ts';
import type { Locator } from '../locate.ts';
import type { App, Fact } from '../types.ts';
import { unitEnvironment } from './environment.ts';
import { booleanOf, settingOf, settingsOf, type Unit } from './unit-file.ts';
import { commandsOf, expandUnitWords, type Specifiers, unitWords, withSpecifiers } from './unit-words.ts';

/** A service with what is known about its process. */
export interface Service {
  readonly unit: Unit;
  readonly span: Span;
  readonly process: ProcessFacts;
  /** What an `App` says besides its addresses. */
  readonly traits: Pick<
    App,
    | 'user'
    | 'group'
    | 'supplementary'
    | 'privateTmp'
    | 'runtimeDirectories'
    | 'restarts'
    | 'startsAtBoot'
    | 'after'
    | 'before'
    | 'openFiles'
  >;
}

/** Reads a service unit; `specifiers` says what `%i` and the others mean for it. */
export function readService(unit: Unit, specifiers: Specifiers, locator: Locator): Service {
  const text = (key: string) => {
    const value = settingOf(unit, 'Service', key);
    return value && withSpecifiers(value, specifiers);
  };
  const cwd = workingDirectory(text('WorkingDirectory'));
  const rooted = text('RootDirectory') ?? text('RootImage');
  const surroundings = rooted ? { file: () => 'unknown' as const } : locator.around(unit.file, cwd);
  const environment = unitEnvironment(unit, specifiers, surroundings.file);
  const commands = settingsOf(unit, 'Service', 'ExecStart').flatMap((line) => commandsOf(unitWords(line)));
  const facts = commands.map((words) => {
    const command = withoutPrefix(words);
    const special = command.words.map((word) => withSpecifiers(word, specifiers));
    const argv = command.literal ? special : expandUnitWords(special, environment.variables, environment.complete);
    return recogniseCommand(argv, environment.variables, surroundings);
  });
  const process = together(facts);
  const literal = process.listeners.every((one) => one.evidence === 'declared');
  const umask = text('UMask');
  const user = traitUser(unit, text('User'));
  const group = text('Group');
  const first = commands[0]?.[0];
  return {
    unit,
    span: first ? spanOf(first) : unit.source.span(0, 0),
    process: {
      ...process,
      closed: process.closed && (environment.complete || literal) && !commands.some((c) => c.some(hasHole)),
      listeners: process.listeners.map((one) =>
        ownedBy(one, process.user ?? user, process.group ?? (group && factOf(group.text, group)), umask),
      ),
    },
    traits: {
      ...(user && { user }),
      ...(group && { group: factOf(group.text, group) }),
      supplementary: settingsOf(unit, 'Service', 'SupplementaryGroups').flatMap((value) =>
        unitWords(value).map((word) => word.text),
      ),
      ...traits(unit, specifiers),
    },
  };
}

/** `-`, `@`, `:`, `+`, `!` before the path: `@` gives another argv[0], `:` switches variables off. */
function withoutPrefix(words: readonly Mapped[]): { words: Mapped[]; literal: boolean } {
  const [first, ...rest] = words;
  const prefix = /^[-@:+!]*/.exec(first?.text ?? '')?.[0] ?? '';
  if (!first) return { words: [], literal: false };
  const path = slice(first, prefix.length);
  return { words: [path, ...(prefix.includes('@') ? rest.slice(1) : rest)], literal: prefix.includes(':') };
}

/** Absolute; `/` without a setting, unknown for `~` (the home of a user). */
function workingDirectory(value: Mapped | undefined): string | undefined {
  if (!value) return '/';
  const text = value.text.replace(/^-/, '');
  return text.startsWith('/') && !hasHole(value) ? text : undefined;
}

function together(all: readonly ProcessFacts[]): ProcessFacts {
  const servers = all.filter((facts) => facts.server !== undefined || facts.listeners.length > 0);
  if (servers.length === 1) return servers[0]!;
  const last = servers.at(-1);
  if (!last) return all.at(-1) ?? UNKNOWN_PROCESS;
  return {
    ...last,
    listeners: servers.flatMap((facts) => facts.listeners),
    closed: all.every((facts) => facts.closed),
  };
}

/** A socket belongs to the process's user, with the permissions its umask leaves. */
function ownedBy(
  one: Listener,
  user: Fact<string> | undefined,
  group: Fact<string> | undefined,
  umask: Mapped | undefined,
): Listener {
  if (one.listen.kind !== 'unix') return one;
  const socket = one.socket ?? {};
  const mask = umask && /^[0-7]{1,4}$/.test(umask.text) ? Number.parseInt(umask.text, 8) : umask ? undefined : 0o022;
  const byUmask = socket.byUmask && !socket.mode && mask !== undefined;
  const mode: Fact<number> | undefined = byUmask
    ? umask
      ? factOf(0o777 & ~mask, umask)
      : { value: 0o777 & ~mask, by: 'default', span: one.span }
    : socket.mode;
  const owner = socket.owner ?? user;
  const ofGroup = socket.group ?? group;
  return {
    ...one,
    socket: { ...socket, ...(mode && { mode }), ...(owner && { owner }), ...(ofGroup && { group: ofGroup }) },
  };
}

/** Whose process it is: `User=`, the unit's own name for `DynamicUser=`, else root. */
function traitUser(unit: Unit, user: Mapped | undefined): Fact<string> | undefined {
  if (user) return hasHole(user) ? undefined : factOf(user.text, user);
  const dynamic = flag(unit, 'DynamicUser');
  const span = unit.source.span(0, 0);
  if (dynamic?.value) return { value: unit.name.replace(/\.service$/, ''), by: 'derived', span: dynamic.span };
  return { value: 'root', by: 'default', span };
}

function flag(unit: Unit, key: string): Fact<boolean> | undefined {
  const value = settingOf(unit, 'Service', key);
  const meant = value && booleanOf(value.text);
  return meant === undefined ? undefined : factOf(meant, value!);
}

function traits(unit: Unit, specifiers: Specifiers): Partial<Service['traits']> {
  const dynamic = flag(unit, 'DynamicUser');
  const privateTmp = dynamic?.value ? dynamic : flag(unit, 'PrivateTmp');
  const bits = settingOf(unit, 'Service', 'RuntimeDirectoryMode');
  const mode = bits ? factOf(Number.parseInt(bits.text, 8), bits) : undefined;
  const runtimeDirectories = settingsOf(unit, 'Service', 'RuntimeDirectory').flatMap((value) =>
    unitWords(value).flatMap((word) => {
      const name = withSpecifiers(word, specifiers);
      const path = `/run/${name.text.split(':', 1)[0]}`;
      return hasHole(name)
        ? []
        : [{ path, mode: mode ?? { value: 0o755, by: 'default' as const, span: spanOf(word) }, span: spanOf(word) }];
    }),
  );
  const limit = settingOf(unit, 'Service', 'LimitNOFILE');
  const soft = /^\d+/.exec(limit?.text ?? '')?.[0];
  const isFragment = settingsOf(unit, 'Service', 'ExecStart').length === 0;
  const restart = settingOf(unit, 'Service', 'Restart');
  const install = settingsOf(unit, 'Install', 'WantedBy').concat(settingsOf(unit, 'Install', 'RequiredBy'))[0];
  const head = standing(unit.source.span(0, 0), '');
  return {
    ...(privateTmp && { privateTmp }),
    runtimeDirectories,
    ...(soft !== undefined && { openFiles: factOf(Number(soft), limit!) }),
    // a drop-in alone does not show what the unit itself says
    ...(!isFragment && { restarts: restart ? factOf(!/^(no|on-success)$/.test(restart.text), restart) : absent(head) }),
    ...(!isFragment && { startsAtBoot: install ? factOf(true, install) : absent(head) }),
    after: unitNames(unit, 'After'),
    before: unitNames(unit, 'Before'),
  };
}

function unitNames(unit: Unit, key: string): string[] {
  return settingsOf(unit, 'Unit', key).flatMap((value) => unitWords(value).map((word) => word.text));
}

/** systemd's own default, `no`. */
function absent(head: Mapped): Fact<boolean> {
  return { value: false, by: 'default', span: spanOf(head) };
}
