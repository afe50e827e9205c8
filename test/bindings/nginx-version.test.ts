// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's own variables
import { describe, expect, test } from 'vitest';
import { type BindingsConfig, createBindingsCache, imageVersionAround } from '../../src/bindings/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { SourceText, textOf } from '../../src/text/index.ts';

const CONF = '/p/nginx/default.conf';

function version(files: Record<string, string>, mainFile = CONF, config?: BindingsConfig) {
  const fs = memoryFileSystem({ '/p/.git/HEAD': '', [mainFile]: '', ...files });
  const text = SourceText.fromString('/p/.nginx-vet.json', '{}');
  const settings = config && { value: config, file: '/p/.nginx-vet.json', spanOf: () => text.span(0, 0) };
  const found = imageVersionAround({ fs, mainFile, ...(settings && { config: settings }) });
  return (
    found && [found.text, found.edition, `${found.span.source.path} «${textOf(found.span)}»`].filter(Boolean).join(' ')
  );
}

const mounts = (image: string, volume = './nginx:/etc/nginx/conf.d') =>
  `services:\n  web:\n    image: ${image}\n    volumes: ["${volume}"]\n`;

describe('the tag of the image that mounts the configuration', () => {
  test.each([
    ['nginx:1.25.3-alpine', '1.25.3'],
    ['nginx:1.25', '1.25'],
    ['nginx:1.25.3@sha256:0123', '1.25.3'],
    ['docker.io/library/nginx:1.27.0-bookworm-perl', '1.27.0'],
    ['nginxinc/nginx-unprivileged:1.26-alpine', '1.26'],
    ['bitnami/nginx:1.25.3-debian-11-r1', '1.25.3'],
    ['lscr.io/linuxserver/nginx:version-1.24.0-r7', '1.24.0'],
    ['openresty/openresty:1.21.4.1-0-jammy', '1.21.4 openresty'],
    ['nginx:latest', undefined],
    ['nginx:1', undefined],
    ['nginx:stable-alpine', undefined],
    ['nginx', undefined],
    ['me/nginx-custom:1.2.3', undefined],
    ['registry.example.com/nginx:3.1.0', undefined],
    ['nginx:${TAG}', undefined],
    ['nginx:${TAG:-1.25.2}', '1.25.2'],
  ])('%s', (image, expected) => {
    expect(version({ '/p/compose.yaml': mounts(image) })?.replace(/ \/p.*/, '')).toBe(expected);
  });

  test('with its place', () => {
    expect(version({ '/p/compose.yaml': mounts('nginx:1.25.3') })).toBe('1.25.3 /p/compose.yaml «nginx:1.25.3»');
  });

  test('a build: the image it begins with', () => {
    const compose = 'services:\n  web:\n    build: {context: ., dockerfile: nginx/Dockerfile, args: {V: 1.24.0}}\n';
    const dockerfile = 'ARG V=1.20\nFROM node AS build\nFROM nginx:${V}-alpine\nCOPY nginx/ /etc/nginx/conf.d/\n';
    expect(version({ '/p/compose.yaml': compose, '/p/nginx/Dockerfile': dockerfile })).toMatch(/^1\.24\.0 /);
    expect(version({ '/p/nginx/Dockerfile': dockerfile })).toMatch(/^1\.20 /);
    const beside = dockerfile.replace('nginx/ ', '. ');
    expect(version({ '/p/nginx/Dockerfile': beside })).toMatch(/^1\.20 /);
    expect(
      version({ '/p/nginx/Dockerfile': 'FROM nginx:1.24.0\nCOPY other.conf /etc/nginx/conf.d/\n' }),
    ).toBeUndefined();
  });

  test('a directory of deployments beside the way', () => {
    const text = mounts('nginx:1.25.3', '../nginx:/etc/nginx/conf.d');
    expect(version({ '/p/docker/docker-compose.yml': text })).toMatch(/^1\.25\.3 /);
    expect(version({ '/p/other/docker-compose.yml': text })).toBeUndefined();
  });

  test('nothing where nobody mounts it, where images disagree, for the machine’s own', () => {
    expect(version({ '/p/compose.yaml': mounts('nginx:1.25.3', './other:/etc/nginx/conf.d') })).toBeUndefined();
    expect(version({ '/p/compose.yaml': mounts('nginx:1.25.3', './nginx:/usr/share/nginx/html') })).toBeUndefined();
    const two = { '/p/compose.yaml': mounts('nginx:1.25.3'), '/p/compose.prod.yaml': mounts('nginx:1.27.0') };
    expect(version(two)).toBeUndefined();
    expect(
      version({ '/etc/nginx/compose.yaml': mounts('nginx:1.25.3', '.:/etc/nginx') }, '/etc/nginx/nginx.conf'),
    ).toBeUndefined();
  });

  test('only the files that the config names', () => {
    const two = { '/p/compose.yaml': mounts('nginx:1.25.3'), '/p/compose.prod.yaml': mounts('nginx:1.27.0') };
    expect(version(two, CONF, { sources: { compose: { files: ['compose.prod.yaml'] } } })).toMatch(/^1\.27\.0 /);
    expect(version(two, CONF, { sources: { auto: false } })).toBeUndefined();
  });

  test('no directory is listed twice for configurations beside each other', () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`/p/nginx/${i}.conf`, '']));
    const fs = memoryFileSystem({ '/p/.git/HEAD': '', '/p/compose.yaml': mounts('nginx:1.25.3'), ...files });
    let reads = 0;
    const counted = {
      ...fs,
      read(file: string) {
        reads++;
        return fs.read(file);
      },
    };
    const cache = createBindingsCache();
    for (const mainFile of Object.keys(files)) imageVersionAround({ fs: counted, mainFile }, cache);
    expect(reads).toBe(1);
  });
});
