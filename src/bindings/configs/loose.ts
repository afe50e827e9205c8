/** Where do configuration files of app servers say that something listens, of which no command is known? They only support. */
import path from 'node:path/posix';
import type { SourceText, Span } from '../../text/index.ts';
import { literal, parseYamlDocuments } from '../../yaml/index.ts';
import { gunicorn } from '../commands/gunicorn.ts';
import {
  boundBy,
  type Environment,
  type Listener,
  NOWHERE,
  type ProcessFacts,
  type ServerReader,
  UNKNOWN_PROCESS,
} from '../commands/process.ts';
import { urlListener } from '../commands/servers-jvm-dotnet.ts';
import { puma, unicorn } from '../commands/servers-ruby.ts';
import type { Reader } from '../reader.ts';
import type { App, Place } from '../types.ts';
import { uwsgiOptions, withPlaceholders } from '../uwsgi/options.ts';
import { uwsgiFacts } from '../uwsgi/server.ts';
import { kestrelEndpoints, withoutComments } from './appsettings.ts';
import { springListeners } from './spring.ts';
import { jettyListeners, tomcatConnectors } from './tomcat.ts';

const NO_VARIABLES: Environment = new Map();

/** The files that no binding comes from yet, as apps of which nobody knows whether they run. */
export function looseConfigs(
  files: readonly string[],
  used: ReadonlySet<SourceText>,
  place: Place,
  reader: Reader,
): App[] {
  return files.flatMap((file): App[] => {
    const source = reader.read(file);
    if (!source || used.has(source)) return [];
    const broken = brokenNotation(file, source);
    if (broken) {
      reader.skip({ source, file, path: reader.shown(file), ...broken });
      return [];
    }
    const facts = factsOf(file, source);
    const own = facts.listeners.filter(
      (one) => one.span.source === source || one.span.source.pieces.some((piece) => piece.origin === source),
    );
    if (own.length === 0) return [];
    const name = nameOf(file);
    const bindings = own.map((one) => boundBy(facts, withoutVia(one), { place, app: name, active: false }));
    return [
      {
        name,
        kind: 'config',
        span: own[0]!.span,
        place,
        ...(facts.server !== undefined && { server: facts.server }),
        bindings,
        closed: false,
      },
    ];
  });
}

/** Why a file of YAML or JSON cannot be parsed. */
function brokenNotation(file: string, source: SourceText): { why: string; span: Span } | undefined {
  if (!/\.(ya?ml|json)$/.test(file)) return undefined;
  const text = /^appsettings/.test(path.basename(file)) ? withoutComments(source) : source;
  const broken = parseYamlDocuments(text).find((document) => document.kind === 'broken');
  return broken?.kind === 'broken' ? { why: broken.why, span: broken.span ?? source.span(0, 0) } : undefined;
}

/** The command line that would name the file is not a place that anybody can look at. */
function withoutVia(one: Listener): Listener {
  const { via, ...rest } = one;
  return rest;
}

function factsOf(file: string, source: SourceText): ProcessFacts {
  const name = path.basename(file);
  if (name.endsWith('.py')) return asIf(gunicorn, ['-c', name], source);
  if (/^puma.*\.rb$/.test(name) || /\/config\/puma\//.test(file)) return asIf(puma, ['-C', name], source);
  if (/^unicorn.*\.rb$/.test(name)) return asIf(unicorn, ['-c', name], source);
  if (/^application|^bootstrap/.test(name)) {
    return { server: 'spring', listeners: springListeners([source], NO_VARIABLES), closed: false };
  }
  if (name === 'server.xml')
    return {
      server: 'tomcat',
      listeners: tomcatConnectors(source),
      closed: false,
    };
  if (/^(start|jetty.*)\.ini$/.test(name)) return { server: 'jetty', listeners: jettyListeners(source), closed: false };
  if (/^appsettings/.test(name)) {
    return {
      server: 'kestrel',
      listeners: kestrelEndpoints(source).map((endpoint) => urlListener(endpoint.url, endpoint.protocol)),
      closed: false,
    };
  }
  if (/uwsgi/.test(name))
    return uwsgiFacts(
      withPlaceholders(uwsgiOptions({ source, path: undefined, section: 'uwsgi' }), NO_VARIABLES),
      undefined,
    );
  return UNKNOWN_PROCESS;
}

/** What a server would do with the file. */
function asIf(server: ServerReader, args: readonly string[], source: SourceText): ProcessFacts {
  const words = args.map((text) => ({
    ...literal(source, 0, 0),
    text,
    from: [...text].map(() => 0),
    to: [...text].map(() => 0),
  }));
  return server(words, NO_VARIABLES, words[0]!, { ...NOWHERE, file: () => source });
}

/** `deploy/app/uwsgi.ini` is `app`'s. */
function nameOf(file: string): string {
  return path.basename(path.dirname(file)) || path.basename(file);
}
