import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interpolate } from '../../src/bindings/compose/interpolate.ts';
import { discoverBindings } from '../../src/bindings/index.ts';
import { readPools } from '../../src/bindings/php-fpm.ts';
import { memoryFileSystem, realFileSystem } from '../../src/fs/index.ts';
import { SourceText } from '../../src/text/index.ts';
import { literal } from '../../src/yaml/index.ts';
import { around, dialOf } from './harness.ts';

const yamlish = fc.array(
  fc.constantFrom(
    ...[
      'services:',
      'include:',
      '\n',
      '  ',
      'app:',
      ' - ',
      '&a',
      '*a',
      '<<: ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '|',
      '>-',
      '!reset',
    ],
    ...[
      'ports:',
      'command:',
      'gunicorn -b :80',
      '${',
      'X:-',
      '80:80',
      '\t',
      '\u00e4',
      'extends: app',
      '#',
      ': ',
      'volumes: ',
      'a:b:c',
    ],
  ),
  { maxLength: 60 },
);

test('any text under the name of a source neither throws nor leaves its file', () => {
  fc.assert(
    fc.property(yamlish, (parts) => {
      const text = `services:\n  app:\n    ${parts.join('')}`;
      const bindings = around({ files: { '/p/compose.yaml': text, '/p/.env': text, '/p/www.conf': text } });
      for (const { span } of [...bindings.all(), ...bindings.skipped()]) {
        if (span) expect(0 <= span.start && span.start <= span.end && span.end <= span.source.length).toBe(true);
      }
      bindings.judge(dialOf('app:81'));
      bindings.judge(dialOf('unix:/run/x.sock'));
    }),
    { numRuns: 300 },
  );
});

test('any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const source = SourceText.fromBytes('x', bytes);
      readPools([source]);
      interpolate(literal(source, 0, source.length), () => undefined);
    }),
  );
});

test('hostile texts take no more than linear time', () => {
  const started = Date.now();
  for (const text of [
    '${a'.repeat(80_000),
    '$'.repeat(250_000),
    `--port ${'$'.repeat(200_000)} x`,
    '\'"'.repeat(100_000),
  ]) {
    around({ files: { '/p/compose.yaml': `services:\n  a:\n    command: >\n      x ${text}\n    image: b\n` } }).all();
  }
  expect(Date.now() - started).toBeLessThan(10_000);
});

const dockerish = fc.array(
  fc.constantFrom(
    ...[
      'FROM a',
      'FROM a AS b',
      'FROM b',
      'ARG X=1',
      'ENV A=$X',
      "ENV 'a b",
      'EXPOSE 80',
      'CMD ["x"',
      'CMD gunicorn -b :81',
    ],
    ...[
      'COPY . .',
      'COPY --from=b /x /y',
      'COPY <<E /z',
      'RUN <<E',
      'E',
      'ENTRYPOINT ["/run.sh"]',
      'WORKDIR $X',
      '# escape=`',
    ],
    ...['\\', '\n', '\r\n', '`', '"', '${', '}', '\u00e4', 'HEALTHCHECK CMD curl localhost:1', 'ONBUILD RUN x', ' '],
  ),
  { maxLength: 60 },
);

const kubernetish = fc.array(
  fc.constantFrom(
    ...[
      'apiVersion: v1\n',
      'kind: Service\n',
      'kind: Deployment\n',
      'kind: ConfigMap\n',
      'metadata: {name: a}\n',
      '---\n',
    ],
    ...[
      'spec:\n',
      '  template:\n',
      '    spec:\n',
      '      containers:\n',
      '      - {name: a, image: nginx}\n',
      'data: {a: b}\n',
    ],
    ...[
      '  ports: [{port: 80, targetPort: x}]\n',
      '{{ .x }}',
      '{{- if }}\n',
      '  selector: {a: b}\n',
      '&a ',
      '*a ',
      '[',
      '}',
      '$(X)',
    ],
  ),
  { maxLength: 60 },
);

test('any Dockerfile and any Kubernetes file', () => {
  fc.assert(
    fc.property(dockerish, kubernetish, (docker, kubernetes) => {
      const bindings = around({
        files: {
          '/p/compose.yaml': 'services: {app: {build: ., volumes: [".:/m"]}, web: {build: {context: ., target: b}}}\n',
          '/p/Dockerfile': docker.join('\n'),
          '/p/run.sh': docker.join(' '),
          '/p/k8s.yaml': kubernetes.join(''),
        },
      });
      for (const { span } of [...bindings.all(), ...bindings.skipped()]) {
        expect(0 <= span.start && span.start <= span.end && span.end <= span.source.length).toBe(true);
      }
      bindings.judge(dialOf('app:81'));
      bindings.place('/p/nginx/default.conf');
    }),
    { numRuns: 300 },
  );
});

test('hostile Dockerfiles, scripts and templates take no more than linear time', () => {
  const started = Date.now();
  const compose = 'services: {app: {build: .}}\n';
  const docker = (text: string, more: Record<string, string> = {}) =>
    around({ files: { '/p/compose.yaml': compose, '/p/Dockerfile': text, ...more } }).all();
  docker(`FROM a\nRUN x ${'\\\n'.repeat(120_000)}`);
  docker(`FROM a\nENV A=${'$'.repeat(200_000)}\nCMD ${'\'"'.repeat(20_000)}`);
  docker(`FROM a\nRUN ${'<<E '.repeat(50_000)}\n`);
  docker(`FROM a\n${'FROM a AS b\nFROM b\n'.repeat(10_000)}`);
  docker(`FROM a\nCMD [${'"a",'.repeat(50_000)}`);
  docker(`FROM a\n${'COPY --from=b /x /y\n'.repeat(10_000)}ENTRYPOINT ["/y/run.sh"]\n`);
  docker('FROM a\nCOPY run.sh /run.sh\nCMD ["/run.sh"]\n', {
    '/p/run.sh': `#!/bin/sh\n${'exec "$@" '.repeat(20_000)}`,
  });
  around({ files: { '/p/compose.yaml': `services:\n  a: {image: "${'{{'.repeat(80_000)}"}\n` } }).all();
  around({
    files: {
      '/p/a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, command: ["${'$('.repeat(80_000)}"]}]}\n`,
    },
  }).all();
  expect(Date.now() - started).toBeLessThan(15_000);
});

test('other encodings and binaries are skipped with the reason, and the rest is read', () => {
  const utf16 = new Uint8Array([0xff, 0xfe, ...[...'services: {}\n'].flatMap((c) => [c.charCodeAt(0), 0])]);
  const fs = memoryFileSystem({
    '/p/.git/HEAD': '',
    '/p/nginx.conf': '',
    '/p/compose.yaml': utf16,
    '/p/a/compose.yaml': 'services: {a: {image: "x\0"}}\n',
    '/p/b/compose.yaml': 'services: {b: {image: redis}}\n',
  });
  const bindings = discoverBindings({ fs, mainFile: '/p/nginx.conf', nginxFiles: [] });
  expect(bindings.all().map((b) => b.app)).toEqual(['b']);
  expect(bindings.skipped().map(({ path, why }) => `${path} ${why}`)).toEqual([
    '/p/compose.yaml UTF-16, not UTF-8',
    '/p/a/compose.yaml a binary file',
  ]);
});

test('links in circles and to nowhere end', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nginx-vet-links-')));
  try {
    mkdirSync(join(root, 'sub'));
    writeFileSync(join(root, 'nginx.conf'), '');
    writeFileSync(
      join(root, 'compose.yaml'),
      'include: [sub/loop.yaml]\nservices: {a: {image: redis, env_file: sub/loop.env}}\n',
    );
    symlinkSync('..', join(root, 'sub/up'));
    symlinkSync('loop.yaml', join(root, 'sub/loop.yaml'));
    symlinkSync('loop.env', join(root, 'sub/loop.env'));
    symlinkSync('nowhere', join(root, 'sub/Dockerfile'));
    const bindings = discoverBindings({ fs: realFileSystem, root, mainFile: join(root, 'nginx.conf'), nginxFiles: [] });
    expect(bindings.all().map((b) => b.app)).toEqual(['a']);
    expect(bindings.skipped().map(({ why }) => why)).toEqual(['a link that leads nowhere', 'no such file']);
  } finally {
    rmSync(root, { recursive: true });
  }
});
