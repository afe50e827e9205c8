/** What does a deployment made of compose files run, and where does each service listen? */
import path from 'node:path/posix';
import { type Span, toByteString } from '../../text/index.ts';
import { gradeOf, type Mapped, slice, spanOf, standing } from '../../yaml/index.ts';
import { startsOnlyNginx } from '../commands/commands.ts';
import { type Environment, type Listener, type ProcessFacts, UNKNOWN_PROCESS } from '../commands/process.ts';
import { imageFacts } from '../dockerfile/well-known.ts';
import { portListen } from '../listen.ts';
import type { Reader } from '../reader.ts';
import type { Binding, Evidence, Place } from '../types.ts';
import { type Container, containerOf } from './container.ts';
import { containerPools } from './container-pools.ts';
import type { Lookup } from './interpolate.ts';
import type { ComposeFile, ComposeLoader } from './load.ts';
import type { Build, PartialService, PortRange, Project, Service } from './types.ts';

/** Ranges wider than this speak about no port in particular. */
const MAX_RANGE = 16;

export interface ProjectOptions {
  /** Chosen compose profiles. */
  readonly profiles: readonly string[];
}

/** The project that compose files make. */
export function buildProject(
  file: ComposeFile,
  loader: ComposeLoader,
  reader: Reader,
  options: ProjectOptions,
): Project {
  const { directory, networks, volumes } = file;
  const services = new Map<string, Service>();
  const lookup = loader.lookup(directory);
  const named = lookup('COMPOSE_PROJECT_NAME') ?? file.name ?? path.basename(directory);
  const project: Project = {
    name: projectName(named),
    directory,
    files: file.paths,
    services,
    networks,
    volumes,
    incomplete: file.incomplete,
  };
  for (const partial of file.services.values())
    services.set(partial.name, complete(partial, project, reader, options, lookup));
  return project;
}

const NOTHING = { networks: [], ports: [], expose: [], mounts: [], envFiles: [], profiles: [] } as const;

/** The image of a Dockerfile as the one service of a deployment of which nothing else is known. */
export function lonelyProject(dockerfile: string, context: string, span: Span, reader: Reader): Project {
  const services = new Map<string, Service>();
  const name = toByteString(reader.shown(dockerfile));
  const maps = { env: new Map(), extraHosts: new Map(), dependsOn: new Map(), links: new Map() };
  const flags = { unknownPorts: true, volumesFrom: true, externalLinks: true, mayRaiseLimits: true };
  const file = standing(span, path.relative(context, dockerfile));
  const build: Build = { context, dockerfile: file, args: new Map(), span };
  const project: Project = {
    ...{ name: '', directory: context, files: [dockerfile], services, networks: new Map(), volumes: new Map() },
    incomplete: true,
    dockerfile: name,
  };
  const partial: PartialService = { name, span, build, ...NOTHING, ...maps, ...flags };
  services.set(
    name,
    complete(partial, project, reader, { profiles: [] }, () => undefined),
  );
  return project;
}

/** compose-go: NormalizeProjectName. */
function projectName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}

function complete(
  partial: PartialService,
  project: Project,
  reader: Reader,
  options: ProjectOptions,
  lookup: Lookup,
): Service {
  const container = containerOf(partial, reader, lookup);
  const process = withPools(partial, container, reader);
  const place: Place = { kind: 'container', project: project.name, service: partial.name };
  const inactive =
    partial.profiles.length > 0 && !partial.profiles.some((profile) => options.profiles.includes(profile));
  const alternative = inactive ? { alternative: `profile ${partial.profiles.join(', ')}` } : {};
  const runsNginx = nginxIn(partial, container);
  const binding = (listener: Listener): Binding => ({
    ...listener,
    place,
    app: partial.name,
    ...(process.server !== undefined && { server: process.server }),
    ...(process.settings && { settings: process.settings }),
    ...alternative,
  });
  // a literal argument wins over every variable; anything else may stand in an env_file that is not here
  const literal = process.listeners.every((listener) => listener.evidence === 'declared');
  const closed = process.closed && (container.isEnvComplete || literal) && process.server !== 'nginx';
  const listeners = [
    ...process.listeners,
    ...(process.listeners.length === 0 && runsNginx !== 'only' ? portVariable(container.env) : []),
    ...imageDefaults(container),
    ...metadata(partial, container),
  ];
  return {
    ...partial,
    project,
    container,
    process: { ...process, closed },
    bindings: listeners.map(binding),
    runsNginx,
  };
}

/** php-fpm listens where its pools say so; every other process keeps what its command says. */
function withPools(partial: PartialService, { started, image, built }: Container, reader: Reader): ProcessFacts {
  // the image's variables come before the framework's own default
  if (started && image?.setsUrls) {
    return { ...started, listeners: started.listeners.filter(({ evidence }) => evidence !== 'default') };
  }
  if (started && started.server !== 'php-fpm') return started;
  const pools = containerPools(partial, built, image?.phpFpm === true, reader);
  const isFpm = started?.server === 'php-fpm' || image?.phpFpm === true || pools.listeners.length > 0;
  if (!isFpm) return started ?? UNKNOWN_PROCESS;
  return { server: 'php-fpm', listeners: pools.listeners, closed: pools.closed };
}

function nginxIn(partial: PartialService, { started, image, reference, built }: Container): Service['runsNginx'] {
  if (started && startsOnlyNginx(started)) return 'only';
  if (started?.server !== undefined && started.server !== 'nginx') return 'no';
  if (started?.server === 'nginx') return 'beside';
  const installed = built && [...built.stage.runs, ...built.stage.copies.flatMap((copy) => copy.sources)];
  const names = (pattern: RegExp): boolean => installed?.some(({ text }) => pattern.test(text)) === true;
  if (image?.nginx) {
    const isAlone = image.nginx === 'alone' && !started && !names(OTHER_SERVERS);
    return isAlone ? 'yes' : 'beside';
  }
  if (names(/nginx|openresty/)) return started || image?.listen ? 'beside' : 'maybe';
  if (image?.listen || image?.phpFpm || image?.isStore) return 'no';
  // an image of a language holds nginx only where somebody put it in
  const isPlain = built && image?.isLanguage && !partial.mounts.some(({ target }) => /nginx/.test(target));
  return isPlain || imageFacts(reference?.text ?? '').isStore ? 'no' : 'maybe';
}

/** Servers that somebody installs beside nginx. */
const OTHER_SERVERS = /php\d*-fpm|supervisor|gunicorn|uwsgi|uvicorn|\bnode(js)?\b|s6-overlay|docker-entrypoint\.d/;

function imageDefaults({ reference, image, started, argv }: Container): Listener[] {
  // php-fpm's own default is a pool file of the image; another command is another process
  if (!image?.listen || !reference || image.phpFpm) return [];
  // options, or the image's own program
  const first = argv[0]?.text ?? '-';
  const isOwn = first.startsWith('-') || started?.server !== undefined || image.runs?.test(first) === true;
  // addresses that somebody gives replace what the image's variables say
  const isReplaced = image.setsUrls && started?.listeners.some(({ evidence }) => evidence !== 'default');
  if (!isOwn || isReplaced) return [];
  return image.listen.map(({ port, protocol }) => ({
    listen: { kind: 'tcp', host: '*', port } as const,
    protocol,
    evidence: 'image-default' as const,
    span: spanOf(reference),
  }));
}

function portVariable(env: Environment): Listener[] {
  const port = env.get('PORT');
  if (!port || gradeOf(port) === 'unresolved') return [];
  const listen = portListen(port, '?');
  return listen.kind === 'tcp' ? [{ listen, protocol: 'unknown', evidence: 'env-port', span: spanOf(port) }] : [];
}

/** What only speaks about a port: `ports`, `expose`, `EXPOSE`, healthchecks. */
function metadata(partial: PartialService, { built }: Container): Listener[] {
  const found: Listener[] = [];
  const add = (ports: PortRange, evidence: Evidence, span: Span) => {
    if (ports.last - ports.first >= MAX_RANGE) return;
    for (let port = ports.first; port <= ports.last; port++) {
      found.push({ listen: { kind: 'tcp', host: '?', port }, protocol: 'unknown', evidence, span });
    }
  };
  for (const mapping of partial.ports) add(mapping.target, 'published', mapping.span);
  for (const exposed of partial.expose) add(exposed.ports, 'exposed', exposed.span);
  for (const exposed of built?.stage.exposed ?? []) add(exposed.ports, 'exposed', exposed.span);
  for (const probe of (partial.probes ?? built?.stage.probes ?? []).flatMap(probedPorts)) {
    add({ first: probe.port, last: probe.port }, 'probe', probe.span);
  }
  return found;
}

/** `http://localhost:8000/…`, `localhost:8000`, `nc -z localhost 8000` inside a healthcheck. */
function probedPorts(word: Mapped): { port: number; span: Span }[] {
  const found: { port: number; span: Span }[] = [];
  const local = /(https?:\/\/)?(localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)([: ](\d{1,5})(?!\d))?/g;
  for (const match of word.text.matchAll(local)) {
    const digits = match[4];
    const end = match.index + match[0].length;
    if (digits === undefined && match[1] === undefined) continue;
    const port = digits === undefined ? (match[1] === 'https://' ? 443 : 80) : Number(digits);
    // `localhost:$PORT` names a port that is not this default
    if (digits === undefined && word.text[end] === ':') continue;
    found.push({ port, span: spanOf(slice(word, match.index, end)) });
  }
  return found.filter((probe) => probe.port > 0 && probe.port < 65536);
}
