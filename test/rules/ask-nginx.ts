// What does the nginx that is installed say about a case? Its names become loopback addresses, its files lie in a scratch directory.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { NginxVersion, stockInclude } from '../../src/catalog/index.ts';
import { buildModel } from '../../src/model/index.ts';
import { loadConfig } from '../../src/tree/index.ts';
import { nginxBin, nginxVersion } from '../truth/harness/tools.ts';
import { type Case, DIRECTORY, fileSystemOf } from './support.ts';

const scratch: string[] = [];
afterAll(() => {
  for (const directory of scratch) rmSync(directory, { recursive: true, force: true });
}, 120_000);

export const isHere = nginxBin !== undefined && nginxVersion !== undefined;

/** What nginx's packages put beside a configuration. */
const STOCK_FILES = [
  ...['fastcgi_params', 'fastcgi.conf', 'uwsgi_params', 'scgi_params', 'proxy_params', 'mime.types'],
  'snippets/fastcgi-php.conf',
];

let stream: boolean | undefined;

/** Packages often have the stream modules in a file of their own. */
export function knowsStream(): boolean {
  const files = { 'nginx.conf': 'events {}\nstream {}\n' };
  stream ??= nginxSays({ name: 'stream', files, main: 'nginx.conf', options: {} }) === undefined;
  return stream;
}

/** The first thing nginx refuses, without the path of the scratch directory; undefined when it would start. */
export function nginxSays({
  files,
  main,
}: Case): { readonly message: string; readonly file?: string; readonly line?: number } | undefined {
  const directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-rules-'));
  scratch.push(directory);
  for (const [name, text] of Object.entries(files)) {
    const at = path.join(directory, name);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, prepared(name, text, files, main));
  }
  for (const name of STOCK_FILES) {
    const at = path.join(directory, path.dirname(main), name);
    mkdirSync(path.dirname(at), { recursive: true });
    if (!existsSync(at)) writeFileSync(at, stockInclude(name) ?? '');
  }
  const { status, stderr } = spawnSync(
    nginxBin!,
    ['-t', '-p', directory, '-c', path.join(directory, main), '-e', 'stderr'],
    {
      encoding: 'utf8',
      timeout: 20_000,
    },
  );
  if (status === 0) return undefined;
  const line = stderr.split('\n').find((l) => /\[(emerg|crit|alert)\]/.test(l)) ?? stderr;
  const [, said = line] = /\[(?:emerg|crit|alert)\] (?:\d+#\d+: )?(.*)$/.exec(line) ?? [];
  const [, message = said, file, number] = /^([\s\S]*?) in (\S+):(\d+)$/.exec(said) ?? [];
  const shorter = message.replaceAll(directory, DIRECTORY);
  return file === undefined
    ? { message: shorter }
    : { message: shorter, file: path.relative(directory, file), line: Number(number) };
}

/** Names become 127.0.0.1 and listening sockets loopback ones; the nginx of packages keeps its files in the scratch directory. */
function prepared(name: string, text: string, files: Case['files'], main: string): string {
  const fs = fileSystemOf(files);
  const tree = loadConfig({ fs, path: `${DIRECTORY}/${main}`, displayPath: (p) => path.relative(DIRECTORY, p) });
  const names = buildModel(tree, NginxVersion.unknown).hops.flatMap((hop) =>
    hop.peers.flatMap(({ address, hostSpan, addressSpan, atRunTime }) => {
      if (address.kind !== 'tcp' || address.isIp || atRunTime || addressSpan === undefined) return [];
      return hostSpan.source.path === name ? [hostSpan] : [];
    }),
  );
  let out = Buffer.from(text).toString('latin1');
  const unique = new Map(names.map((span) => [span.start, span]));
  for (const { start, end } of [...unique.values()].sort((a, b) => b.start - a.start)) {
    out = `${out.slice(0, start)}127.0.0.1${out.slice(end)}`;
  }
  out = out.replace(/\blisten( +)(\d+)(?=[; ])/g, 'listen$1127.0.0.1:$2');
  if (name === main) {
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((p) => `${p}_temp_path t-${p};`).join(' ');
    // on the lines that are there, so that line numbers stay; a group of the app's own is not on this machine
    out = out
      .replace(/^(user \S+) \S+;/m, '$1;')
      .replace(/^http \{/m, `http { ${paths} access_log off;`)
      .replace(/^events \{\}/m, 'pid nginx.pid; events {}');
  }
  return Buffer.from(out, 'latin1').toString('utf8');
}
