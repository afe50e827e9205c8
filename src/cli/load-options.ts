/** The options that say how a configuration is read; `check` and `dump` share them. */
import path from 'node:path/posix';
import type { Argv } from 'yargs';
import { EDITIONS, type Edition, NginxVersion, variantsOf } from '../catalog/index.ts';
import type { Settings } from '../config/index.ts';
import type { PathMap } from '../tree/index.ts';
import { UsageError, type World } from './context.ts';

export const LOAD_OPTIONS = {
  'nginx-version': {
    type: 'string',
    describe: 'the nginx that will run it, for example 1.28.0 or 1.28',
    requiresArg: true,
    group: 'Reading:',
  },
  edition: {
    type: 'string',
    choices: EDITIONS,
    describe: 'which nginx: open source, NGINX Plus or OpenResty; default: what any of them has is taken as known',
    requiresArg: true,
    group: 'Reading:',
  },
  prefix: {
    type: 'string',
    describe: 'directory that relative includes start from',
    requiresArg: true,
    group: 'Reading:',
  },
  'path-map': {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'where a path of the configuration is found here: FROM=TO',
    requiresArg: true,
    group: 'Reading:',
  },
  context: {
    type: 'string',
    describe: 'what surrounds a fragment, from the outside in: http,server',
    requiresArg: true,
    group: 'Reading:',
  },
  'stdin-filename': {
    type: 'string',
    describe: 'name of the text that - reads from standard input',
    requiresArg: true,
    group: 'Reading:',
  },
  config: {
    type: 'string',
    describe: 'settings file instead of the nearest .nginx-vet.{json,jsonc,yaml,yml}',
    requiresArg: true,
    group: 'Reading:',
  },
} as const;

export interface LoadArguments {
  readonly nginxVersion?: string | undefined;
  readonly edition?: string | undefined;
  readonly prefix?: string | undefined;
  readonly pathMap?: readonly string[] | undefined;
  readonly context?: string | undefined;
  readonly stdinFilename?: string | undefined;
  readonly config?: string | undefined;
}

/** How a configuration is read: what the options say, else the settings. */
export interface Reading {
  readonly nginx: { readonly version: NginxVersion; readonly source: 'option' | 'config' } | undefined;
  /** Absolute. */
  readonly prefix: string | undefined;
  /** The option's entries first, then those of the settings; `to` is absolute. */
  readonly pathMap: PathMap;
  readonly context: readonly string[] | undefined;
}

/** Relative paths of options count from the working directory. Throws UsageError. */
export function readingOf(args: LoadArguments, { config }: Settings, world: World): Reading {
  const version = args.nginxVersion ?? config.nginxVersion;
  const edition = (args.edition ?? config.edition) as Edition | undefined;
  return {
    nginx:
      version === undefined && edition === undefined
        ? undefined
        : {
            version: ofEdition(version === undefined ? NginxVersion.unknown : parseVersion(version), edition),
            source: args.nginxVersion === undefined ? 'config' : 'option',
          },
    prefix: args.prefix === undefined ? config.prefix : directoryOf(args.prefix, '--prefix', world),
    pathMap: [
      ...parsePathMap(args.pathMap).map(({ from, to }) => ({ from, to: directoryOf(to, '--path-map', world) })),
      ...Object.entries(config.pathMap ?? {}).map(([from, to]) => ({ from, to })),
    ],
    context: parseContext(args.context),
  };
}

/** What is not there would hide every include below it. Throws UsageError. */
function directoryOf(word: string, option: string, { cwd, fs }: World): string {
  const absolute = path.resolve(cwd, word);
  const kind = fs.stat(absolute)?.kind;
  if (kind === 'directory' || (kind === 'file' && option === '--path-map')) return absolute;
  const what = kind === undefined ? 'no such directory' : 'that is no directory';
  throw new UsageError(`${option} \`${word}\`: ${what}`, 'paths count from the working directory');
}

export function withLoadOptions<T>(yargs: Argv<T>): Argv<T & LoadArguments> {
  return yargs.options(LOAD_OPTIONS) as unknown as Argv<T & LoadArguments>;
}

function ofEdition(version: NginxVersion, edition: Edition | undefined): NginxVersion {
  return edition === undefined ? version : version.of(edition);
}

/** `--nginx-version` or `nginxVersion`. Throws UsageError. */
export function parseVersion(text: string): NginxVersion {
  const version = NginxVersion.parse(text);
  if (!version)
    throw new UsageError(
      `\`${text}\` is no nginx version`,
      'write it as `nginx -v` does, for example 1.28.0, or 1.28 for any release of that branch',
    );
  return version;
}

/** `--path-map /etc/nginx=./nginx`. Throws UsageError. */
export function parsePathMap(items: readonly string[] | undefined): PathMap {
  return (items ?? []).map((item) => {
    const at = item.indexOf('=');
    if (at <= 0 || !item.startsWith('/')) {
      throw new UsageError(
        `\`${item}\` is no path mapping`,
        'write FROM=TO with an absolute FROM, for example /etc/nginx=./nginx',
      );
    }
    return { from: item.slice(0, at), to: item.slice(at + 1) };
  });
}

/** `--context http,server`: each level must be one that nginx has. Throws UsageError. */
export function parseContext(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const levels = text.split(',').map((level) => level.trim());
  for (const level of levels) {
    const isKnown = level === 'main' || KNOWN.has(level) || variantsOf(level).some((v) => v.block && v.body === level);
    if (!isKnown) throw new UsageError(`\`${level}\` is no context of nginx`, `contexts: ${[...KNOWN].join(', ')}`);
  }
  const innermost = levels.at(-1);
  if (innermost === 'server' && levels.at(-2) === 'stream') return [...levels.slice(0, -1), 'stream-server'];
  if (innermost === 'upstream' && levels.at(-2) === 'stream') return [...levels.slice(0, -1), 'stream-upstream'];
  return levels;
}

const KNOWN = new Set(['main', 'events', 'http', 'server', 'location', 'upstream', 'stream', 'mail']);
