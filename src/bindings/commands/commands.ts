/** Which server does a command line start, and where does it listen? (bindings.md §7.9) */

import { gradeOf, HOLE, type Mapped, slice } from '../../yaml/index.ts';
import { type Lookup, shellExpand } from '../compose/interpolate.ts';
import { genericServer } from './generic.ts';
import { packageScript } from './package-script.ts';
import {
  type Environment,
  NOWHERE,
  type ProcessFacts,
  type ServerReader,
  type Surroundings,
  UNKNOWN_PROCESS,
} from './process.ts';
import { JVM_DOTNET_SERVERS } from './servers-jvm-dotnet.ts';
import { NODE_SERVERS } from './servers-node.ts';
import { PHP_SERVERS } from './servers-php.ts';
import { PROXY_SERVERS } from './servers-proxies.ts';
import { PYTHON_SERVERS } from './servers-python.ts';
import { RUBY_SERVERS } from './servers-ruby.ts';
import { type SimpleCommand, splitScript, unprotect } from './shell-words.ts';
import { unwrapped } from './wrappers.ts';

/** Wrappers and scripts inside each other deeper than this are left unknown. */
const MAX_DEPTH = 12;

/**
 * The facts about the process that `argv` ends up running. Wrappers (`exec`, `tini --`, `poetry run` …) are taken off,
 * `sh -c` is read, and a program nobody knows leaves the set of addresses open.
 */
export function recogniseCommand(argv: readonly Mapped[], env: Environment, at: Surroundings = NOWHERE): ProcessFacts {
  return recognise(argv, new Map(env), at, 0);
}

function recognise(argv: readonly Mapped[], env: Map<string, Mapped>, at: Surroundings, depth: number): ProcessFacts {
  if (depth > MAX_DEPTH) return UNKNOWN_PROCESS;
  let words = argv;
  for (let steps = 0; steps < MAX_DEPTH; steps++) {
    const first = words[0];
    if (!first) return UNKNOWN_PROCESS;
    const assignment = /^([A-Za-z_]\w*)=/.exec(first.text);
    if (assignment) {
      env.set(assignment[1]!, slice(first, assignment[0].length));
      words = words.slice(1);
      continue;
    }
    const program = programName(first);
    if (program === 'cross-env-shell' && words.length > 1)
      return runScript(splitScript(words.at(-1)!), withAssignments(words, env), at, depth + 1);
    if (SHELLS.has(program)) return shell(words, env, at, depth);
    const rest = unwrap(program, words);
    if (!rest) break;
    words = rest;
  }
  const self = words[0];
  if (!self) return UNKNOWN_PROCESS;
  const program = programName(self);
  const reader = readerOf(program);
  if (reader) return reader(words.slice(1), env, self, at);
  if (PACKAGE_RUNNERS.has(program)) {
    const script = packageScript(words, at);
    if (script) return recognise(script, env, at, depth + 1);
    // `yarn next start` runs a program of node_modules, unless a script has its name
    const named = words[1];
    if (program !== 'npm' && named && readerOf(named.text)) return recognise(words.slice(1), env, at, depth + 1);
    const end = words.findIndex((word) => word.text === '--');
    if (end >= 0) return genericServer(words.slice(end + 1), 'npm');
    return { ...NODE_SERVERS.node!([], env, words[0]!, at), closed: false };
  }
  if (OPAQUE.test(program)) {
    // an entry script ends in `exec "$@"`: what follows is the command
    const next = words.findIndex((word, i) => i > 0 && (readerOf(programName(word)) || SHELLS.has(programName(word))));
    return next < 0 ? UNKNOWN_PROCESS : recognise(words.slice(next), env, at, depth + 1);
  }
  return genericServer(words.slice(1), program);
}

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'zsh']);
const PACKAGE_RUNNERS = new Set(['npm', 'yarn', 'pnpm', 'bun']);
const OPAQUE = /(entrypoint|^start|^run|^init|\.sh$|^wait[-_]?for|^dockerize$)/;

const SERVERS: Readonly<Record<string, ServerReader>> = {
  ...PHP_SERVERS,
  ...PYTHON_SERVERS,
  ...RUBY_SERVERS,
  ...NODE_SERVERS,
  ...JVM_DOTNET_SERVERS,
  ...PROXY_SERVERS,
};

function readerOf(program: string): ServerReader | undefined {
  // `php-fpm8.2`, `php8.2`, `gunicorn3.11`, `puma.bat`
  const name = /^(php-fpm|php|uwsgi)[\d.]+$/.exec(program)?.[1] ?? program;
  return Object.hasOwn(SERVERS, name) ? SERVERS[name] : undefined;
}

/** The command behind a wrapper; undefined when the program is none. */
function unwrap(program: string, words: readonly Mapped[]): readonly Mapped[] | undefined {
  return /^python[\d.]*$/.test(program) ? python(words) : unwrapped(program, words);
}

/** `python -m gunicorn …` and `python manage.py …` run the module or script. */
function python(words: readonly Mapped[]): readonly Mapped[] | undefined {
  let i = 1;
  while (words[i]?.text.startsWith('-')) {
    const option = words[i]!.text;
    if (option === '-m') return words.slice(i + 1);
    if (option === '-c') return undefined;
    i += option === '-W' || option === '-X' ? 2 : 1;
  }
  return words[i] && readerOf(programName(words[i]!)) ? words.slice(i) : undefined;
}

/** `sh -c 'script'`: the last command runs in the end; commands put in the background run beside it. */
function shell(words: readonly Mapped[], env: Map<string, Mapped>, at: Surroundings, depth: number): ProcessFacts {
  const option = words.findIndex((word, i) => i > 0 && /^-\w*c$/.test(word.text));
  if (option < 0) {
    const script = words.slice(1).findIndex((word) => !word.text.startsWith('-'));
    return script < 0 ? UNKNOWN_PROCESS : recognise(words.slice(script + 1), env, at, depth + 1);
  }
  const script = words[option + 1];
  return script ? runScript(splitScript(script), env, at, depth + 1) : UNKNOWN_PROCESS;
}

/** Commands that only keep a container alive or wait for the ones in the background. */
const IDLE = new Set(['wait', 'sleep', 'tail', 'true', ':']);
/** Words that open or close a loop or a condition; the command behind one belongs to it. */
const KEYWORDS = /^(while|until|do|done|if|then|else|elif|fi|for|\{|\}|!)$/;

function runScript(
  commands: readonly SimpleCommand[],
  env: Map<string, Mapped>,
  at: Surroundings,
  depth: number,
): ProcessFacts {
  const background: ProcessFacts[] = [];
  let last: ProcessFacts = UNKNOWN_PROCESS;
  let open = 0;
  for (const [index, command] of commands.entries()) {
    let words = expandWords(command, env);
    while (words[0] && KEYWORDS.test(words[0].text)) {
      if (/^(while|until|for|if)$/.test(words[0].text)) open++;
      if (/^(done|fi)$/.test(words[0].text)) open = Math.max(0, open - 1);
      words = words.slice(1);
    }
    if (words[0]?.text === 'export') {
      for (const word of words.slice(1)) assign(word, env);
      continue;
    }
    if (words.length > 0 && words.every((word) => /^[A-Za-z_]\w*=/.test(word.text))) {
      for (const word of words) assign(word, env);
      continue;
    }
    const isLast = index === commands.length - 1;
    const runsBeside = command.operator === '&';
    if (!isLast && !runsBeside && !(command.operator === '|' && index === commands.length - 2)) continue;
    if (commands[index - 1]?.operator === '|' && isLast) continue; // `server | tee log`
    if (words.length === 0 || IDLE.has(words[0]!.text)) {
      if (isLast && background.length === 0) last = UNKNOWN_PROCESS;
      else if (isLast) last = { listeners: [], closed: true };
      continue;
    }
    const facts = open > 0 && isLast ? UNKNOWN_PROCESS : recognise(words, new Map(env), at, depth);
    if (runsBeside) background.push(facts);
    else last = facts;
    if (runsBeside && isLast) last = { listeners: [], closed: true };
  }
  return background.length === 0 ? last : beside([...background, last]);
}

/** Several processes of one container together. */
function beside(all: readonly ProcessFacts[]): ProcessFacts {
  const server = all.findLast((facts) => facts.server)?.server;
  return {
    ...(server === undefined ? {} : { server }),
    listeners: all.flatMap((facts) => facts.listeners),
    closed: all.every((facts) => facts.closed),
  };
}

/** The variables that `cross-env-shell A=b "script"` sets. */
function withAssignments(words: readonly Mapped[], env: Map<string, Mapped>): Map<string, Mapped> {
  const own = new Map(env);
  for (const word of words) assign(word, own);
  return own;
}

function assign(word: Mapped, env: Map<string, Mapped>): void {
  const match = /^([A-Za-z_]\w*)=/.exec(word.text);
  if (match) env.set(match[1]!, slice(word, match[0].length));
}

function expandWords(command: SimpleCommand, env: Environment): Mapped[] {
  const lookup: Lookup = (name) => {
    const value = env.get(name);
    // set to something that nobody knows is not the same as not set
    return value && (gradeOf(value) === 'unresolved' ? HOLE : value.text);
  };
  return command.words.flatMap((word) => {
    const expanded = unprotect(shellExpand(word.text, lookup));
    if (word.quoted || expanded.text === word.text.text || !/\s/.test(expanded.text)) return [expanded];
    const parts: Mapped[] = [];
    for (const match of expanded.text.matchAll(/\S+/g))
      parts.push(slice(expanded, match.index, match.index + match[0].length));
    return parts;
  });
}

function programName(word: Mapped): string {
  return word.text.slice(word.text.lastIndexOf('/') + 1);
}

/** Whether a command starts nginx and nothing else that stays. */
export function startsOnlyNginx(facts: ProcessFacts): boolean {
  return facts.server === 'nginx' && facts.closed && facts.listeners.length === 0;
}
