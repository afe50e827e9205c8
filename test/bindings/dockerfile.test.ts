// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles and shells
import { describe, expect, test } from 'vitest';
import { copiedTo, imageFile } from '../../src/bindings/dockerfile/copies.ts';
import { readInstructions } from '../../src/bindings/dockerfile/instructions.ts';
import { readStages, stageOf } from '../../src/bindings/dockerfile/stages.ts';
import type { Argv, BuiltImage, Stage } from '../../src/bindings/dockerfile/types.ts';
import { imageFacts } from '../../src/bindings/dockerfile/well-known.ts';
import { placeText } from '../../src/bindings/index.ts';
import { listenText } from '../../src/bindings/listen.ts';
import { createReader } from '../../src/bindings/reader.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { type Mapped, standing } from '../../src/yaml/index.ts';
import { around, short } from './harness.ts';

const sourceOf = (text: string) => SourceText.fromString('Dockerfile', text);

function stage(text: string, target?: string, args: Record<string, string> = {}): Stage {
  const source = sourceOf(text);
  const given = new Map(Object.entries(args).map(([k, v]): [string, Mapped] => [k, standing(source.span(0, 0), v)]));
  const found = stageOf(readStages(source, given), target);
  if (!found) throw new Error('no stage');
  return found;
}

const words = (argv: Argv | undefined) => argv && [...(argv.isShell ? ['sh'] : []), ...argv.words.map((w) => w.text)];

describe('instructions', () => {
  const read = (text: string) => readInstructions(sourceOf(text)).map((i) => `${i.keyword} ${i.rest.text}`);

  test.each<[string, string, string[]]>([
    ['lines that go on', 'FROM a\nRUN x \\\n  && y\n', ['FROM a', 'RUN x   && y']],
    ['comments and empty lines inside', 'RUN x \\\n# why\n\n  y\n', ['RUN x   y']],
    ['another escape character', '# escape=`\nRUN x `\n  y\\\nRUN z', ['RUN x   y\\', 'RUN z']],
    ['keywords in any case, indented', '  from a\n\tcmd x', ['FROM a', 'CMD x']],
    ['CR LF', 'FROM a\r\nRUN x \\\r\n y\r\n', ['FROM a', 'RUN x  y']],
    ['here documents', 'RUN <<EOF\nEXPOSE 1\nEOF\nEXPOSE 2', ['RUN <<EOF', 'EXPOSE 2']],
    ['a here document without end', 'RUN <<EOF\nEXPOSE 1', ['RUN <<EOF']],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('an instruction stands where it is written', () => {
    const [, run] = readInstructions(sourceOf('FROM a\nEXPOSE \\\n  80\n'));
    expect(run && textOf(run.span)).toBe('EXPOSE \\\n  80');
  });
});

describe('stages', () => {
  test('the last one, a named one, a numbered one', () => {
    const text = 'FROM a AS one\nEXPOSE 1\nFROM b as Two\nEXPOSE 2\nFROM one\nEXPOSE 3\n';
    const ports = (target?: string) => stage(text, target).exposed.map((e) => e.ports.first);
    expect(ports()).toEqual([1, 3]);
    expect(ports('two')).toEqual([2]);
    expect(ports('0')).toEqual([1]);
    expect(stage(text).base?.text).toBe('a');
  });

  test('variables: ARG before FROM, defaults, ENV over ARG, build arguments', () => {
    const text = `ARG V=1.25
FROM nginx:\${V}-alpine
ARG P=80
ARG V
ARG NONE
ENV PORT=$P A="x y" B='$P' C=\${V:-none} D=\${NONE}
ENV OLD $PORT and more
EXPOSE $PORT \${PORT}/udp 9000-9002
`;
    const found = stage(text);
    expect(found.base?.text).toBe('nginx:1.25-alpine');
    expect(Object.fromEntries([...found.env].map(([k, v]) => [k, v.text]))).toEqual({
      PORT: '80',
      A: 'x y',
      B: '$P',
      C: '1.25',
      D: '\uffff',
      OLD: '80 and more',
    });
    expect(found.exposed.map((e) => `${e.ports.first}-${e.ports.last} «${textOf(e.span)}»`)).toEqual([
      '80-80 «$PORT»',
      '9000-9002 «9000-9002»',
    ]);
    expect(stage(text, undefined, { V: '2', P: '81' }).env.get('PORT')?.text).toBe('81');
    expect(stage(text, undefined, { V: '2' }).base?.text).toBe('nginx:2-alpine');
  });

  test.each<[string, string, string[] | undefined, string[] | undefined]>([
    ['both forms', 'FROM a\nENTRYPOINT ["x", "y"]\nCMD a "b c"', ['x', 'y'], ['sh', 'a "b c"']],
    ['JSON over several lines', 'FROM a\nCMD [ "a", \\\n  "b\\"c" ]', undefined, ['a', 'b"c']],
    ['no JSON after all', "FROM a\nCMD ['a']", undefined, ['sh', "['a']"]],
    ['inherited from a stage', 'FROM a AS s\nCMD ["x"]\nFROM s', undefined, ['x']],
    [
      'a new entrypoint takes the inherited command',
      'FROM a AS s\nCMD ["x"]\nFROM s\nENTRYPOINT ["e"]',
      ['e'],
      undefined,
    ],
    ['its own command stays', 'FROM a\nCMD ["x"]\nENTRYPOINT ["e"]', ['e'], ['x']],
  ])('%s', (_, text, entrypoint, command) => {
    const found = stage(text);
    expect([words(found.entrypoint), words(found.command)]).toEqual([entrypoint, command]);
  });

  test('working directory, user, probes', () => {
    const found = stage(
      'FROM a\nWORKDIR /srv\nWORKDIR app\nUSER 1000:1000\nHEALTHCHECK --interval=5s --timeout=3s CMD curl -f http://localhost:81/ || exit 1\n',
    );
    expect(found.workingDir).toBe('/srv/app');
    expect(found.user?.text).toBe('1000:1000');
    expect(found.probes?.map((p) => p.text)).toEqual(['curl -f http://localhost:81/ || exit 1']);
    expect(stage('FROM a\nHEALTHCHECK NONE').probes).toEqual([]);
    expect(stage('FROM a\nWORKDIR ${X}\nWORKDIR y').workingDir).toBeUndefined();
  });
});

describe('files', () => {
  const files = {
    '/c/nginx/default.conf': '',
    '/c/nginx/extra/x.conf': '',
    '/c/app/run.sh': '',
    '/c/a.conf': '',
    '/c/b.conf': '',
  };
  const reader = createReader(memoryFileSystem(files), (file) => file);
  const image = (text: string): BuiltImage => {
    const stages = readStages(sourceOf(text), new Map());
    return { stage: stages.at(-1)!, stages, context: '/c' };
  };
  const at = (text: string, file: string) => {
    const found = imageFile(image(`FROM a\n${text}`), file, reader);
    return typeof found === 'string' ? found : found.kind === 'file' ? found.path : `text ${found.text.text}`;
  };

  test.each([
    ['a file', 'COPY a.conf /etc/x.conf', '/etc/x.conf', '/c/a.conf'],
    ['a file into a directory', 'COPY a.conf b.conf /etc/', '/etc/b.conf', '/c/b.conf'],
    [
      'a directory’s content',
      'COPY nginx /etc/nginx/conf.d',
      '/etc/nginx/conf.d/extra/x.conf',
      '/c/nginx/extra/x.conf',
    ],
    ['everything, into the working directory', 'WORKDIR /srv\nCOPY . .', '/srv/app/run.sh', '/c/app/run.sh'],
    ['a pattern', 'COPY *.conf /etc/', '/etc/a.conf', '/c/a.conf'],
    ['options and JSON', 'COPY --chown=1:1 --chmod=755 ["app/run.sh", "/run.sh"]', '/run.sh', '/c/app/run.sh'],
    ['the last copy counts', 'COPY a.conf /x\nCOPY b.conf /x', '/x', '/c/b.conf'],
    ['a here document', 'COPY <<EOF /etc/x.conf\nlisten 1;\nEOF', '/etc/x.conf', 'text listen 1;\n'],
    ['what a later RUN may change', 'COPY a.conf /x\nRUN sed -i s/a/b/ /x', '/x', 'unknown'],
    ['what an earlier RUN did does not matter', 'RUN rm /x\nCOPY a.conf /x', '/x', '/c/a.conf'],
    ['what is not copied', 'COPY a.conf /x', '/y', 'none'],
    ['a variable', 'COPY $F /x', '/x', 'unknown'],
    ['another image', 'COPY --from=b /x /x', '/x', 'unknown'],
  ])('%s', (_, text, file, expected) => {
    expect(at(text, file)).toBe(expected);
  });

  test('another stage', () => {
    const text =
      'FROM a AS s\nWORKDIR /w\nCOPY . .\nFROM b\nCOPY --from=s /w/app /opt\nCOPY --from=s /w/a.conf /etc/z.conf\n';
    expect(imageFile(image(text), '/opt/run.sh', reader)).toEqual({ kind: 'file', path: '/c/app/run.sh' });
    expect(imageFile(image(text), '/etc/z.conf', reader)).toEqual({ kind: 'file', path: '/c/a.conf' });
    expect(imageFile(image(text), '/opt/none.sh', reader)).toBe('none');
  });

  test('where a file ends up', () => {
    const to = (text: string, file: string) => copiedTo(image(`FROM a\n${text}`), file).map(({ target }) => target);
    expect(to('COPY nginx/default.conf /etc/nginx/conf.d/', '/c/nginx/default.conf')).toEqual([
      '/etc/nginx/conf.d/default.conf',
    ]);
    expect(to('COPY nginx/ /etc/nginx/conf.d', '/c/nginx/extra/x.conf')).toEqual(['/etc/nginx/conf.d/extra/x.conf']);
    expect(to('COPY nginx/*.conf /etc/nginx/', '/c/nginx/default.conf')).toEqual(['/etc/nginx/default.conf']);
    expect(to('COPY . /app', '/elsewhere/x')).toEqual([]);
  });
});

test.each([
  ['nginx:1.25', 'nginx', '1.25', 'alone'],
  ['docker.io/library/nginx:1.25@sha256:00', 'nginx', '1.25', 'alone'],
  ['localhost:5000/me/nginx', 'localhost:5000/me/nginx', '', 'beside'],
  ['lscr.io/linuxserver/swag:latest', 'lscr.io/linuxserver/swag', 'latest', 'beside'],
  ['php:8.2-fpm-alpine', 'php', '8.2-fpm-alpine', undefined, 9000],
  ['php:8.2-apache', 'php', '8.2-apache', undefined, 80],
  ['mcr.microsoft.com/dotnet/aspnet:8.0', 'mcr.microsoft.com/dotnet/aspnet', '8.0', undefined, 8080],
  ['mcr.microsoft.com/dotnet/aspnet:6.0-alpine', 'mcr.microsoft.com/dotnet/aspnet', '6.0-alpine', undefined, 80],
  ['mcr.microsoft.com/dotnet/aspnet', 'mcr.microsoft.com/dotnet/aspnet', '', undefined],
  ['postgres:16', 'postgres', '16', undefined, 5432],
  ['myapp', 'myapp', '', undefined],
])('image %s', (reference, name, tag, nginx, port?: number) => {
  const facts = imageFacts(reference);
  expect([facts.name, facts.tag, facts.nginx, facts.listen?.[0]?.port]).toEqual([name, tag, nginx, port]);
});

describe('services that are built', () => {
  /** `evidence address «text»` of the service `app`. */
  function facts(dockerfile: string, files: Record<string, string> = {}, service = 'build: ./app'): string[] {
    const all = around({
      files: {
        '/p/compose.yaml': `services:\n  app:\n    ${service.replaceAll('\n', '\n    ')}\n`,
        '/p/app/Dockerfile': dockerfile,
        ...files,
      },
    }).all();
    return all.map((b) => `${b.evidence} ${listenText(b.listen)} «${textOf(b.span)}» ${b.span.source.path}`);
  }

  test('command, ENV, EXPOSE and HEALTHCHECK of the Dockerfile', () => {
    expect(
      facts(
        'FROM python:3.12\nENV PORT=8080\nEXPOSE 5000\nHEALTHCHECK CMD curl http://127.0.0.1:8080/\nCMD gunicorn --bind 0.0.0.0:$PORT app\n',
      ),
    ).toEqual([
      'derived tcp:0.0.0.0:8080 «0.0.0.0:$PORT» /p/app/Dockerfile',
      'exposed tcp:?:5000 «5000» /p/app/Dockerfile',
      'probe tcp:?:8080 «http://127.0.0.1:8080» /p/app/Dockerfile',
    ]);
  });

  test('what compose says goes over it', () => {
    const dockerfile = 'FROM python\nENV A=1\nENTRYPOINT ["gunicorn"]\nCMD ["-b", ":1", "x"]\n';
    expect(facts(dockerfile)[0]).toBe('declared tcp:0.0.0.0:1 «:1» /p/app/Dockerfile');
    expect(facts(dockerfile, {}, 'build: ./app\ncommand: -b :2 x')[0]).toBe(
      'declared tcp:0.0.0.0:2 «:2» /p/compose.yaml',
    );
    expect(facts(dockerfile, {}, 'build: ./app\nentrypoint: uvicorn a:b')).toEqual([
      'default tcp:127.0.0.1:8000 «uvicorn» /p/compose.yaml',
    ]);
    expect(
      facts('FROM python\nCMD ["uvicorn", "--port", "3", "a"]', {}, 'build: ./app\nentrypoint: ["tini", "--"]'),
    ).toEqual([]);
  });

  test('dockerfile, target, args and dockerfile_inline', () => {
    const text =
      'ARG P=1\nFROM python AS dev\nARG P\nENV PORT=$P\nCMD ["node", "x"]\nFROM python AS prod\nCMD gunicorn -b :9 a\n';
    const service = 'build:\n  context: app\n  dockerfile: docker/Dev.Dockerfile\n  target: dev\n  args: {P: 77}';
    expect(facts('FROM scratch', { '/p/app/docker/Dev.Dockerfile': text }, service)).toEqual([
      'env-port tcp:?:77 «$P» /p/app/docker/Dev.Dockerfile',
    ]);
    const inline = 'build:\n  dockerfile_inline: |\n    FROM python\n    CMD ["gunicorn", "-b", ":7", "a"]';
    expect(facts('', {}, inline)).toEqual(['declared tcp:0.0.0.0:7 «:7» /p/compose.yaml']);
  });

  test('an entry script that is copied', () => {
    const dockerfile =
      'FROM python\nWORKDIR /srv\nCOPY run.sh entry.sh ./\nENTRYPOINT ["./run.sh"]\nCMD ["gunicorn", "-b", ":4", "a"]\n';
    const run = (script: string) => facts(dockerfile, { '/p/app/run.sh': script })[0];
    expect(run('#!/bin/sh\nset -e\nmigrate\nexec gunicorn a --bind 0.0.0.0:8000\n')).toBe(
      'derived tcp:0.0.0.0:8000 «0.0.0.0:8000» /p/app/run.sh',
    );
    expect(run('#!/bin/sh\nmigrate\nexec "$@"\n')).toBe('declared tcp:0.0.0.0:4 «:4» /p/app/Dockerfile');
    expect(run('#!/bin/bash\nexec su-exec app "$@"\n')).toBe('declared tcp:0.0.0.0:4 «:4» /p/app/Dockerfile');
    const own = dockerfile.replace(/CMD.*/, '');
    const alone = (script: string) => facts(own, { '/p/app/run.sh': script });
    expect(alone('#!/usr/bin/env python\nexec gunicorn -b :5\n')).toEqual([]);
    expect(alone('#!/bin/sh\n. ./entry.sh\nexec "$@"\n')).toEqual([]);
    expect(alone('#!/bin/sh\nexec ./run.sh\n')).toEqual([]);
  });

  test('a script that may do one thing or another closes nothing', () => {
    const dockerfile = 'FROM python\nCOPY run.sh /run.sh\nCMD ["/run.sh"]\n';
    const web = {
      '/p/compose.yaml':
        'services:\n  web:\n    image: nginx\n    volumes: ["./nginx:/etc/nginx/conf.d"]\n  app:\n    build: ./app\n',
    };
    const verdict = (script: string) =>
      short({ files: { ...web, '/p/app/Dockerfile': dockerfile, '/p/app/run.sh': script } }, 'app:9');
    expect(verdict('#!/bin/sh\nexec gunicorn -b :8000 a\n')).toBe('wrong-port high');
    expect(
      verdict('#!/bin/sh\nif [ "$D" ]; then exec ./manage.py runserver 9; fi\nexec gunicorn -b :8000 a\n'),
    ).toMatch(/^unknown/);
  });

  test('php-fpm with pools of its own', () => {
    const pool = '[www]\nlisten = /run/php/app.sock\n';
    const copied = 'FROM php:8.3-fpm\nCOPY zzz.conf /usr/local/etc/php-fpm.d/\n';
    expect(facts('FROM php:8.3-fpm\n')).toEqual(['image-default tcp:*:9000 «php:8.3-fpm» /p/app/Dockerfile']);
    expect(facts(copied, { '/p/app/zzz.conf': pool })).toEqual([
      'declared unix:/run/php/app.sock «/run/php/app.sock» /p/app/zzz.conf',
    ]);
    expect(facts('FROM php:8.3-fpm\nRUN sed -i s/9000/9001/ /usr/local/etc/php-fpm.d/zz-docker.conf\n')).toEqual([
      'image-default tcp:*:9000 «php:8.3-fpm» /p/app/Dockerfile',
      'derived unresolved «sed -i s/9000/9001/ /usr/local/etc/php-fpm.d/zz-docker.conf» /p/app/Dockerfile',
    ]);
  });

  test('the port of an image whose command is its own program, or only options', () => {
    const image = (text: string) => facts('', {}, text).map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(image('image: mysql:8\ncommand: --default-authentication-plugin=x')).toEqual(['image-default tcp:*:3306']);
    expect(image('image: redis\ncommand: redis-server --appendonly yes')).toEqual(['image-default tcp:*:6379']);
    expect(image('image: wordpress\ncommand: wp cron')).toEqual([]);
    expect(image('image: ghost\ncommand: node other.js')).toEqual(['image-default tcp:*:2368']);
  });

  test('nginx in a build: where the file is copied to', () => {
    const place = (dockerfile: string, service = 'build: {context: ., dockerfile: nginx/Dockerfile}') => {
      const files = { '/p/compose.yaml': `services:\n  web:\n    ${service}\n`, '/p/nginx/Dockerfile': dockerfile };
      const { place: found, evidence } = around({ files }).place('/p/nginx/default.conf');
      return [found.kind === 'container' ? found.service : found.kind, ...evidence.map((e) => textOf(e.span))].join(
        ' ',
      );
    };
    expect(place('FROM nginx\nCOPY nginx/default.conf /etc/nginx/conf.d/\n')).toBe(
      'web COPY nginx/default.conf /etc/nginx/conf.d/',
    );
    expect(place('FROM nginx\nCOPY . /usr/share/nginx/html\n')).toBe('unknown');
    expect(place('FROM me/base\nCOPY . /app\n')).toBe('unknown');
    expect(place('FROM nginx\nCOPY . /etc/\n')).toBe('web COPY . /etc/');
    expect(place('FROM nginx\nCOPY default.conf /etc/nginx/conf.d/\n', 'build: ./nginx')).toBe(
      'web COPY default.conf /etc/nginx/conf.d/',
    );
  });
});

describe('what a process finds around it', () => {
  const gunicorn = (files: Record<string, string>, service = 'build: ./app') =>
    around({
      files: {
        '/p/compose.yaml': `services:\n  app:\n    ${service.replaceAll('\n', '\n    ')}\n`,
        '/p/app/Dockerfile': 'FROM python\nWORKDIR /srv\nCOPY . .\nCMD ["gunicorn", "-c", "conf/g.py", "a"]\n',
        ...files,
      },
    })
      .all()
      .map((b) => `${b.evidence} ${listenText(b.listen)} ${b.span.source.path}`);

  test('a configuration file that is copied into the image, or mounted over it', () => {
    const file = { '/p/app/conf/g.py': 'bind = "0.0.0.0:8123"\n', '/p/dev/g.py': 'bind = "0.0.0.0:8124"\n' };
    expect(gunicorn(file)).toEqual(['declared tcp:0.0.0.0:8123 /p/app/conf/g.py']);
    expect(gunicorn(file, 'build: ./app\nvolumes: ["./dev:/srv/conf"]')).toEqual([
      'declared tcp:0.0.0.0:8124 /p/dev/g.py',
    ]);
    expect(gunicorn(file, 'build: ./app\nworking_dir: /other')).toEqual(['declared unresolved /p/app/Dockerfile']);
  });

  test('settings of the server and of pools go with the binding', () => {
    const pool = '[www]\nlisten = 9001\nlisten.allowed_clients = 10.0.0.1\npm.max_children = 7\n';
    const all = around({
      files: {
        '/p/compose.yaml': 'services:\n  app:\n    build: app\n',
        '/p/app/Dockerfile': 'FROM php:8.3-fpm\nCOPY zzz.conf /usr/local/etc/php-fpm.d/\n',
        '/p/app/zzz.conf': pool,
      },
    }).all();
    expect(all).toMatchObject([{ settings: { workers: { value: 7 } }, allowedClients: { value: ['10.0.0.1'] } }]);
  });
});

describe('an image that no compose file builds', () => {
  const placed = (files: Record<string, string>) => {
    const bindings = around({ files });
    const { place, evidence } = bindings.place('/p/nginx/default.conf');
    return [placeText(place), ...evidence.map((e) => textOf(e.span))].join(' ');
  };
  const copy = 'COPY default.conf /etc/nginx/conf.d/';

  test('holds the configuration that its Dockerfile copies', () => {
    expect(placed({ '/p/nginx/Dockerfile': `FROM nginx\n${copy}\n` })).toBe(`image:/p/nginx/Dockerfile ${copy}`);
    const fromRoot = 'COPY nginx/default.conf /etc/nginx/nginx.conf';
    expect(placed({ '/p/ci/web.Dockerfile': `FROM nginx\n${fromRoot}\n` })).toBe(
      `image:/p/ci/web.Dockerfile ${fromRoot}`,
    );
  });

  test('is not the place where there are several, or where a service mounts the file', () => {
    const text = `FROM nginx\n${copy}\n`;
    expect(placed({ '/p/nginx/Dockerfile': text, '/p/nginx/Dockerfile.dev': text })).toBe('unknown');
    const compose = 'services: {web: {image: nginx, volumes: ["./nginx:/etc/nginx/conf.d"]}}\n';
    expect(placed({ '/p/nginx/Dockerfile': text, '/p/compose.yaml': compose })).toMatch(/^compose:p\/web /);
    expect(placed({ '/p/nginx/Dockerfile': 'FROM nginx\nCOPY . /srv\n' })).toBe('unknown');
  });
});
