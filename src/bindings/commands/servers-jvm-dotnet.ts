/** Where does a Java or .NET program listen, going by its arguments, its variables and its configuration? (bindings.md §8) */
import path from 'node:path/posix';
import type { SourceText } from '../../text/index.ts';
import { gradeOf, type Mapped, slice, spanOf, split } from '../../yaml/index.ts';
import { kestrelEndpoints } from '../configs/appsettings.ts';
import { springListeners, springSettings } from '../configs/spring.ts';
import { tomcatConnectors } from '../configs/tomcat.ts';
import { imageFacts } from '../dockerfile/well-known.ts';
import { portListen, tcpListen, unixListen } from '../listen.ts';
import type { Listen, Protocol } from '../types.ts';
import {
  defaultFact,
  type Environment,
  hidesOptions,
  type Listener,
  lastOption,
  listener,
  type ServerReader,
  type Surroundings,
  UNKNOWN_PROCESS,
} from './process.ts';

/** Where a Spring Boot program looks for its settings, the strongest last (`.properties` beats `.yml`). */
const SPRING_FILES = ['application.yml', 'application.yaml', 'application.properties'];
const SPRING_DIRECTORIES = ['src/main/resources', 'src/main/resources/config', '.', 'config'];

const PROFILES = '--spring.profiles.active';

/** The profiles that a command line, a variable or the settings turn on; undefined where nobody says it. */
function activeProfiles(
  argument: Mapped | undefined,
  property: Mapped | undefined,
  env: Environment,
  files: readonly SourceText[],
): readonly string[] | undefined {
  const said =
    argument ?? property ?? env.get('SPRING_PROFILES_ACTIVE') ?? springSettings(files).get('spring.profiles.active');
  if (!said || said.text.includes('${') || gradeOf(said) === 'unresolved') return undefined;
  return said.text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** `java … -jar app.jar --server.port=N`: arguments > system properties > variables > files (Spring Boot's order). */
const java: ServerReader = (args, env, self, at) => {
  const jar = args.findIndex((arg) => arg.text === '-jar');
  const main =
    jar < 0
      ? args.findIndex(
          (arg, i) => !arg.text.startsWith('-') && !/^-(cp|classpath|-module-path|p)$/.test(args[i - 1]?.text ?? ''),
        )
      : jar + 1;
  const quarkus = args[main]?.text.endsWith('quarkus-run.jar') === true;
  const before = main < 0 ? args : args.slice(0, main);
  const after = main < 0 ? [] : args.slice(main + 1);
  const names = quarkus ? ['quarkus.http.port'] : ['server.port', 'micronaut.server.port', 'http.port'];
  const given =
    lastOption(after, ...names.map((name) => `--${name}`)) ?? lastOption(before, ...names.map((name) => `-D${name}`));
  const hostName = quarkus ? 'quarkus.http.host' : 'server.address';
  const host =
    lastOption(after, `--${hostName}`) ??
    lastOption(before, `-D${hostName}`) ??
    env.get(quarkus ? 'QUARKUS_HTTP_HOST' : 'SERVER_ADDRESS');
  const on = host?.text ?? (quarkus ? '0.0.0.0' : '*');
  const server = quarkus ? 'quarkus' : 'java';
  const closed = !hidesOptions(args);
  if (given) return { server, listeners: [listener(portListen(given, on), 'http', given)], closed };
  const set = env.get(quarkus ? 'QUARKUS_HTTP_PORT' : 'SERVER_PORT') ?? env.get('MICRONAUT_SERVER_PORT');
  if (set) return { server, listeners: [listener(portListen(set, on), 'http', set, 'env-port')], closed };
  const filesOf = (profiles: readonly string[]) =>
    SPRING_DIRECTORIES.flatMap((directory) =>
      (profiles.length > 0 ? profiles.map((profile) => `-${profile}`) : ['']).flatMap((suffix) =>
        SPRING_FILES.flatMap((name) => {
          const file = name.replace('.', `${suffix}.`);
          const source = at.file(directory === '.' ? file : `${directory}/${file}`);
          return typeof source === 'object' ? [source] : [];
        }),
      ),
    );
  const files = filesOf([]);
  const active = activeProfiles(lastOption(after, PROFILES), lastOption(before, `-D${PROFILES.slice(2)}`), env, files);
  const found = springListeners([...files, ...(active?.length ? filesOf(active) : [])], env, [spanOf(self)], active);
  if (found.length > 0) return { server: 'spring', listeners: found, closed: false };
  if (quarkus)
    return {
      server,
      listeners: [listener({ kind: 'tcp', host: on, port: 8080 }, 'http', self, 'default')],
      closed: false,
    };
  return { server, listeners: [], closed: false };
};

/** `dotnet App.dll`: endpoints of appsettings beat URLs, those beat ASPNETCORE_HTTP_PORTS, then http://localhost:5000. */
const dotnet: ServerReader = (args, env, self, at) => {
  if (!args.some((arg) => /\.dll$/.test(arg.text)) && !/^(run|watch)$/.test(args[0]?.text ?? ''))
    return { listeners: [], closed: false };
  const listeners = kestrel(args, env, self, at);
  return { server: 'kestrel', listeners, closed: false, settings: { keepaliveIdle: defaultFact(130, self) } };
};

function kestrel(args: readonly Mapped[], env: Environment, self: Mapped, at: Surroundings): Listener[] {
  const byVariable = [...env].flatMap(([name, value]) =>
    /^Kestrel__Endpoints__\w+__Url$/i.test(name) ? [urlListener(value)] : [],
  );
  if (byVariable.length > 0) return byVariable;
  const environment = env.get('ASPNETCORE_ENVIRONMENT')?.text ?? env.get('DOTNET_ENVIRONMENT')?.text ?? 'Production';
  const endpoints = [`appsettings.${environment}.json`, 'appsettings.json'].flatMap((name) => {
    const source = at.file(name);
    return typeof source === 'object' ? [kestrelEndpoints(source)] : [];
  });
  const inFile = endpoints.find((some) => some.length > 0);
  if (inFile) return inFile.map((url) => ({ ...urlListener(url.url, url.protocol), via: [spanOf(self)] }));
  const urls = lastOption(args, '--urls') ?? env.get('ASPNETCORE_URLS') ?? env.get('DOTNET_URLS') ?? env.get('URLS');
  if (urls)
    return split(urls, ';')
      .filter((url) => url.text.trim() !== '')
      .map((url) => urlListener(url));
  const ports = (value: Mapped | undefined, protocol: Protocol) =>
    value
      ? split(value, ';')
          .filter((port) => port.text !== '')
          .map((port) => listener(portListen(port, '*'), protocol, port, 'env-port'))
      : [];
  const byPorts = [
    ...ports(
      lastOption(args, '--http_ports') ?? env.get('ASPNETCORE_HTTP_PORTS') ?? env.get('DOTNET_HTTP_PORTS'),
      'http',
    ),
    ...ports(lastOption(args, '--https_ports') ?? env.get('ASPNETCORE_HTTPS_PORTS'), 'https'),
  ];
  if (byPorts.length > 0) return byPorts;
  return [listener({ kind: 'tcp', host: 'localhost', port: 5000 }, 'http', self, 'default')];
}

/** `http(s)://(host|+|*|localhost|address)[:port]`, `http://unix:/path` (Kestrel's BindingAddress). */
export function urlListener(url: Mapped, protocol?: Protocol): Listener {
  const scheme = /^\s*(https?):\/\//i.exec(url.text);
  const speaks: Protocol = protocol ?? (scheme?.[1]?.toLowerCase() === 'https' ? 'https' : 'http');
  const rest = slice(url, scheme?.[0].length ?? 0);
  if (rest.text.startsWith('unix:'))
    return { ...listener(unixListen(slice(rest, 5)), speaks, url), socket: { byUmask: true } };
  const end = rest.text.search(/[/\s]/);
  const address = end < 0 ? rest : slice(rest, 0, end);
  const any = /^[+*](?=:|$)/.exec(address.text);
  const listen: Listen = any
    ? portOrDefault(slice(address, any[0].length), '*', speaks)
    : tcpListen(address, { host: '*', port: speaks === 'https' ? 443 : 80 });
  // any other name than localhost means every address
  const named = listen.kind === 'tcp' && !/^(localhost|\*|[\d.]+|[\da-f:]*:[\da-f:.]*)$/i.test(listen.host);
  return listener(named ? { ...listen, host: '*' } : listen, speaks, url);
}

function portOrDefault(rest: Mapped, host: string, protocol: Protocol): Listen {
  if (rest.text === '') return { kind: 'tcp', host, port: protocol === 'https' ? 443 : 80 };
  return portListen(slice(rest, 1), host);
}

/** `catalina.sh run`: what conf/server.xml of its base says, which is the directory above the script unless a variable moves it. */
const tomcat: ServerReader = (args, env, self, at) => {
  const server = 'tomcat';
  if (args.length > 0 && !/^(run|start)$/.test(args[0]!.text)) return UNKNOWN_PROCESS;
  const moved = env.get('CATALINA_BASE') ?? env.get('CATALINA_HOME');
  const above = self.text.startsWith('/') ? path.dirname(path.dirname(self.text)) : undefined;
  const inImage = imageFacts(at.image ?? '').name === 'tomcat' ? '/usr/local/tomcat' : undefined;
  const base = moved?.text ?? above ?? inImage;
  const source = base === undefined ? 'unknown' : at.file(`${base}/conf/server.xml`);
  if (typeof source !== 'object') return { server, listeners: [], closed: false };
  return { server, listeners: tomcatConnectors(source).map((one) => ({ ...one, via: [spanOf(self)] })), closed: false };
};

/** Programs of the JVM and of .NET by name. */
export const JVM_DOTNET_SERVERS: Readonly<Record<string, ServerReader>> = { java, dotnet, 'catalina.sh': tomcat };
