// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's own variables
/** Written cases with what `docker compose config` makes of them (compose-go's merge, extends, include, interpolation). */
import { describe, expect, test } from 'vitest';
import { createComposeLoader } from '../../src/bindings/compose/load.ts';
import type { PartialService } from '../../src/bindings/compose/types.ts';
import { createReader } from '../../src/bindings/reader.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { textOf } from '../../src/text/index.ts';
import { type Mapped, spanOf } from '../../src/yaml/index.ts';

const texts = (values: ReadonlyMap<string, Mapped>) => Object.fromEntries([...values].map(([k, v]) => [k, v.text]));

/** A service as `docker compose config` prints it; what it does not have is left out. */
function plain(service: PartialService): Record<string, unknown> {
  const range = (r: { first: number; last: number } | string) =>
    typeof r === 'string' ? r : r.first === r.last ? `${r.first}` : `${r.first}-${r.last}`;
  const all: Record<string, unknown> = {
    image: service.image?.text,
    build: service.build && {
      context: service.build.context,
      ...(service.build.dockerfile && { dockerfile: service.build.dockerfile.text }),
      ...(service.build.target && { target: service.build.target.text }),
      ...(service.build.args.size > 0 && { args: texts(service.build.args) }),
    },
    command: service.command?.map((word) => word.text),
    entrypoint: service.entrypoint?.map((word) => word.text),
    network_mode: service.networkMode?.text,
    restart: service.restart?.text,
    networks: service.networks.map((n) => [n.name, ...n.aliases, ...(n.ipv4 === undefined ? [] : [n.ipv4])].join(' ')),
    ports: service.ports.map((p) => `${p.hostIp}:${range(p.published)}:${range(p.target)}`),
    expose: service.expose.map((e) => range(e.ports)),
    volumes: service.mounts.map(({ source, target }) => {
      const from = source.kind === 'bind' ? source.path : source.kind === 'volume' ? source.name : source.kind;
      return `${from}:${target}`;
    }),
    environment: texts(service.env),
    env_file: service.envFiles.map((file) => file.path),
    extra_hosts: Object.fromEntries(service.extraHosts),
    profiles: service.profiles,
    depends_on: Object.fromEntries([...service.dependsOn].map(([name, { condition }]) => [name, condition])),
    healthcheck: service.probes?.map((word) => word.text),
    nofile: service.openFiles?.text,
  };
  const isEmpty = (value: unknown) =>
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(all).filter(([, value]) => !isEmpty(value)));
}

interface Case {
  readonly files: Readonly<Record<string, string>>;
  /** The `-f` files; without them compose.yaml. */
  readonly load?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function configured({ files, load = ['compose.yaml'], env = {} }: Case) {
  const fs = memoryFileSystem(Object.fromEntries(Object.entries(files).map(([name, text]) => [`/p/${name}`, text])));
  const loader = createComposeLoader(
    createReader(fs, (file) => file),
    { env },
  );
  const loaded = loader.load(load.map((name) => `/p/${name}`));
  if (!loaded) throw new Error('no compose file');
  return loaded;
}

function config(given: Case): Record<string, unknown> {
  return Object.fromEntries([...configured(given).services].map(([name, service]) => [name, plain(service)]));
}

const app = (text: string) => `services:\n  app:\n${text.replace(/^(?=.)/gm, '    ')}`;

describe('files on top of each other', () => {
  const merged = (base: string, over: string) =>
    (config({ files: { 'a.yaml': app(base), 'b.yaml': app(over) }, load: ['a.yaml', 'b.yaml'] }).app ?? {}) as object;

  test.each<[string, string, string, object]>([
    ['single values are replaced', 'image: a:1\nrestart: always', 'image: a:2', { image: 'a:2', restart: 'always' }],
    ['null replaces nothing', 'image: a\nports: ["1:2"]', 'image:\nports:', { image: 'a', ports: ['0.0.0.0:1:2'] }],
    ['commands are replaced', 'command: a b\nentrypoint: [x]', 'command: [c]', { command: ['c'], entrypoint: ['x'] }],
    ['a null command is the image’s', 'command: a b', 'command:', {}],
    [
      'ports are joined, equal ones are one',
      'ports: ["80:80", "443:443"]',
      'ports: [{target: 80, published: "80"}, "81:80"]',
      { ports: ['0.0.0.0:80:80', '0.0.0.0:443:443', '0.0.0.0:81:80'] },
    ],
    ['expose is joined', 'expose: [1, 2]', 'expose: ["2", "3-4"]', { expose: ['1', '2', '3-4'] }],
    [
      'volumes are one by target',
      'volumes: [./a:/data, cache:/c]',
      'volumes: ["./b:/data/", {type: bind, source: ../d, target: /c}]',
      { volumes: ['/p/b:/data', '/d:/c'] },
    ],
    [
      'environment, map and list',
      'environment: {A: 1, B: 2}',
      'environment: [B=3, C=x=y]',
      { environment: { A: '1', B: '3', C: 'x=y' } },
    ],
    ['env_file is joined', 'env_file: a.env', 'env_file: [b.env]', { env_file: ['/p/a.env', '/p/b.env'] }],
    [
      'networks, list and map',
      'networks: [one, two]',
      'networks: {two: {aliases: [t], ipv4_address: 10.1.0.2}, three: }',
      { networks: ['one', 'two t 10.1.0.2', 'three'] },
    ],
    [
      'depends_on, list and map',
      'depends_on: [db, cache]',
      'depends_on: {db: {condition: service_healthy}}',
      { depends_on: { db: 'service_healthy', cache: 'service_started' } },
    ],
    [
      'build, short and long',
      'build: ./web',
      'build: {target: prod, args: {A: 1}}',
      { build: { context: '/p/web', target: 'prod', args: { A: '1' } } },
    ],
    [
      'build arguments',
      'build: {args: {A: 1, B: 2}}',
      'build: {context: x, args: [B=3]}',
      { build: { context: '/p/x', args: { A: '1', B: '3' } } },
    ],
    [
      'healthcheck.test is replaced',
      'healthcheck: {test: [CMD, a], interval: 1s}',
      'healthcheck: {test: b}',
      { healthcheck: ['b'] },
    ],
    ['ulimits', 'ulimits: {nofile: 10}', 'ulimits: {nofile: {soft: 20, hard: 40}}', { nofile: '20' }],
    [
      'extra_hosts',
      'extra_hosts: ["a=1.1.1.1"]',
      'extra_hosts: {b: 2.2.2.2}',
      { extra_hosts: { a: '1.1.1.1', b: '2.2.2.2' } },
    ],
    ['!reset clears', 'image: a\nports: ["1:2"]\ncommand: x', 'ports: !reset []\ncommand: !reset null', { image: 'a' }],
    ['!override replaces', 'ports: ["1:2"]', 'ports: !override ["3:4"]', { ports: ['0.0.0.0:3:4'] }],
    [
      '!reset of an entry',
      'environment: {A: 1, B: 2}\nnetworks: [x, y]\nbuild: {context: ., target: t}',
      'environment: {A: !reset null}\nnetworks: {x: !reset null}\nbuild: {target: !reset null}',
      { environment: { B: '2' }, networks: ['y'], build: { context: '/p' } },
    ],
    [
      '!reset of what is not there',
      'image: a',
      'environment: {A: !reset null, B: 1}',
      { image: 'a', environment: { B: '1' } },
    ],
  ])('%s', (_, base, over, expected) => {
    expect(merged(base, over)).toEqual(expected);
  });

  test('!reset and !override of a service', () => {
    const files = {
      'a.yaml': 'services:\n  one: {image: a, command: x}\n  two: {image: b, command: y}\n',
      'b.yaml': 'services:\n  one: !reset null\n  two: !override {image: c}\n',
    };
    expect(config({ files, load: ['a.yaml', 'b.yaml'] })).toEqual({ two: { image: 'c' } });
  });

  test('relative paths start from the first file’s directory', () => {
    const files = { 'compose.yaml': app('image: a'), 'deploy/prod.yaml': app('volumes: [./x:/x]\nenv_file: p.env') };
    expect(config({ files, load: ['compose.yaml', 'deploy/prod.yaml'] })).toEqual({
      app: { image: 'a', volumes: ['/p/x:/x'], env_file: ['/p/p.env'] },
    });
  });

  test('documents of one file are files on top of each other', () => {
    expect(config({ files: { 'compose.yaml': `${app('image: a\nexpose: [1]')}\n---\n${app('image: b')}` } })).toEqual({
      app: { image: 'b', expose: ['1'] },
    });
  });
});

describe('extends', () => {
  test('a service of the same file, over several steps', () => {
    const files = {
      'compose.yaml':
        'services:\n  a: {extends: b, environment: {X: a}}\n  b: {extends: {service: c}, expose: [2]}\n  c: {image: c, environment: {X: c, Y: c}, expose: [1]}\n',
    };
    expect(config({ files }).a).toEqual({ image: 'c', environment: { X: 'a', Y: 'c' }, expose: ['1', '2'] });
  });

  test('another file: its paths start there, its variables are the project’s', () => {
    const files = {
      '.env': 'TAG=main\n',
      'lib/.env': 'TAG=lib\n',
      'compose.yaml': app('extends: {service: base, file: lib/common.yaml}\nvolumes: [./own:/own]'),
      'lib/common.yaml':
        'services:\n  base: {extends: {service: root, file: deep/root.yaml}, image: "i:${TAG}", volumes: [./data:/data]}\n',
      'lib/deep/root.yaml': 'services:\n  root: {build: ., volumes: [./root:/root]}\n',
    };
    const { app: service, ...others } = config({ files });
    expect(others).toEqual({});
    expect(service).toEqual({
      image: 'i:main',
      build: { context: '/p/lib/deep' },
      volumes: ['/p/lib/deep/root:/root', '/p/lib/data:/data', '/p/own:/own'],
    });
  });

  test('!reset takes away what is inherited', () => {
    const files = {
      'compose.yaml': 'services:\n  a: {extends: b, ports: !reset []}\n  b: {image: b, ports: ["1:2"]}\n',
    };
    expect(config({ files }).a).toEqual({ image: 'b' });
  });

  test('circles and missing services leave the service as it stands and the model incomplete', () => {
    const files = {
      'compose.yaml':
        'services:\n  a: {extends: b, image: a}\n  b: {extends: a}\n  c: {extends: {service: x, file: no.yaml}}\n',
    };
    const model = configured({ files });
    expect([...model.services.keys()]).toEqual(['a', 'b', 'c']);
    expect(model.services.get('a')?.image?.text).toBe('a');
    expect(model.incomplete).toBe(true);
  });
});

describe('include', () => {
  const inc = 'services:\n  db: {image: "db:${TAG}", volumes: [./data:/data], env_file: db.env}\n';

  test('its own directory and .env; what the project knows goes first', () => {
    const files = { '.env': 'TAG=1\n', 'inc/compose.yaml': inc, 'inc/.env': 'TAG=2\nOTHER=3\n' };
    const main = 'include: [inc/compose.yaml]\nservices: {app: {image: "a:${OTHER:-none}"}}\n';
    expect(config({ files: { ...files, 'compose.yaml': main } })).toEqual({
      db: { image: 'db:1', volumes: ['/p/inc/data:/data'], env_file: ['/p/inc/db.env'] },
      app: { image: 'a:none' },
    });
  });

  test('project_directory, env_file and several paths', () => {
    const main =
      'include:\n  - path: [inc/compose.yaml, inc/more.yaml]\n    project_directory: other\n    env_file: [a.env, b.env]\nservices: {}\n';
    const files = {
      'compose.yaml': main,
      'inc/compose.yaml': inc,
      'inc/more.yaml': 'services:\n  db: {ports: ["5:6"]}\n',
      'a.env': 'TAG=a',
      'b.env': 'TAG=b',
    };
    expect(config({ files })).toEqual({
      db: {
        image: 'db:b',
        volumes: ['/p/other/data:/data'],
        env_file: ['/p/other/db.env'],
        ports: ['0.0.0.0:5:6'],
      },
    });
  });

  test('an included service can be extended and changed', () => {
    const main = 'include: [inc/compose.yaml]\nservices:\n  db: {command: x}\n  app: {extends: db, image: a}\n';
    expect(config({ files: { 'compose.yaml': main, 'inc/compose.yaml': inc }, env: { TAG: '9' } })).toEqual({
      db: { image: 'db:9', command: ['x'], volumes: ['/p/inc/data:/data'], env_file: ['/p/inc/db.env'] },
      app: { image: 'a', command: ['x'], volumes: ['/p/inc/data:/data'], env_file: ['/p/inc/db.env'] },
    });
  });

  test('a circle ends, a missing file leaves the model incomplete', () => {
    const circle = {
      'compose.yaml': 'include: [b.yaml]\nservices: {a: {image: a}}\n',
      'b.yaml': 'include: [compose.yaml]\n',
    };
    expect(Object.keys(config({ files: circle }))).toEqual(['a']);
    expect(configured({ files: { 'compose.yaml': 'include: [no.yaml]\nservices: {}\n' } }).incomplete).toBe(true);
  });
});

describe('variables', () => {
  test('the config’s own variables stand for the shell, which wins over .env', () => {
    const files = { '.env': 'A=1\nB=${A}2\nC=3\n', 'compose.yaml': app('image: "$A-${B}-${C}"\ncommand: echo $$A') };
    expect(config({ files, env: { C: '9' } })).toEqual({ app: { image: '1-12-9', command: ['echo', '$A'] } });
  });

  test('keys are not interpolated, a key without value is taken from the project', () => {
    const files = {
      '.env': 'PORT=4000\n',
      'compose.yaml': app('environment:\n  ${A}: 1\n  PORT:\n  UNSET:\nbuild: {args: [PORT]}'),
    };
    expect(config({ files })).toEqual({
      app: {
        environment: { '${A}': '1', PORT: '4000', UNSET: '\uffff' },
        build: { context: '/p', args: { PORT: '4000' } },
      },
    });
  });

  test('a value keeps the place of the expression it came from', () => {
    const model = configured({ files: { '.env': 'P=81', 'compose.yaml': app('command: run ${P}\nbuild: ./web') } });
    const service = model.services.get('app')!;
    expect(textOf(spanOf(service.command![1]!))).toBe('${P}');
    expect(textOf(service.build!.span)).toBe('./web');
  });
});

describe('volumes and configs', () => {
  test('a volume that is a directory, configs with a file or text', () => {
    const text = `${app('volumes: [data:/data, run:/run, "${HOME}/x:/x", "~/y:/y", c:\\windows:/w]\nconfigs:\n  - site\n  - {source: text, target: /etc/t}')}
volumes:
  data: {driver: local, driver_opts: {type: none, o: "bind,ro", device: ./d}}
  run: {external: true, name: shared-run}
configs:
  site: {file: ./site.conf}
  text: {content: "listen 80;"}
`;
    const model = configured({ files: { 'compose.yaml': text } });
    expect(plain(model.services.get('app')!).volumes).toEqual([
      '/p/site.conf:/site',
      'content:/etc/t',
      '/p/d:/data',
      'run:/run',
      'unknown:/x',
      'unknown:/y',
      'unknown:/w',
    ]);
    expect(model.volumes.get('run')).toEqual({ external: true, name: 'shared-run' });
  });

  test('networks by the name docker knows', () => {
    const text = `${app('networks: [a, b, c]')}\nnetworks:\n  a:\n  b: {name: bridge-b}\n  c: {external: true}\n`;
    const model = configured({ files: { 'compose.yaml': text } });
    expect([...model.networks]).toEqual([
      ['a', { external: false }],
      ['b', { external: false, name: 'bridge-b' }],
      ['c', { external: true, name: 'c' }],
    ]);
    expect(model.incomplete).toBe(true);
  });
});
