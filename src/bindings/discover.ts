/** Which files near an nginx configuration may declare where apps listen? (bindings.md 13.7) */
import path from 'node:path/posix';
import { type DirectoryEntry, type FileSystem, OTHERS_DIRECTORIES } from '../fs/index.ts';
import { matchesGlob } from './glob.ts';

export interface FoundFiles {
  readonly root: string;
  /** The configuration is the machine's own (/etc/nginx): the files of /etc are what runs. */
  readonly system: boolean;
  readonly compose: readonly string[];
  /** Candidates by name; their content decides. */
  readonly pools: readonly string[];
  /** Units of systemd, their drop-ins, and templates of them. */
  readonly units: readonly string[];
  readonly supervisor: readonly string[];
  readonly pm2: readonly string[];
  readonly procfiles: readonly string[];
  /** Configuration files of app servers, by name; whether something reads them is another question. */
  readonly serverConfigs: readonly string[];
  /** Every file that was seen, in the order of the walk. */
  readonly files: readonly string[];
  /** YAML files of other names; their content decides. */
  readonly yaml: readonly string[];
  /** There are Dockerfiles: an nginx file may be copied into an image. */
  readonly hasDockerfiles: boolean;
}

/** Where nothing is looked for. */
export const NOTHING_FOUND: FoundFiles = {
  root: '/',
  system: false,
  compose: [],
  pools: [],
  units: [],
  supervisor: [],
  pm2: [],
  procfiles: [],
  serverConfigs: [],
  files: [],
  yaml: [],
  hasDockerfiles: false,
};

const MAX_DEPTH = 6;
const MAX_ENTRIES = 20_000;
const MAX_UP = 8;

const COMPOSE = /^(docker-)?compose([._-][\w.-]*)?\.ya?ml$|^(docker-)?stack\.ya?ml$/i;
const POOL = /pool.*\.conf$|^www\.conf$|^php-fpm.*\.conf$|^zz-.*\.conf$/;
const UNIT = /\.(service|socket)(\.(j2|in|tpl|tmpl|erb|template))?$/;
const DROP_IN = /(^|\.)(service|socket)\.d$/;
const SUPERVISOR = /^supervisor.*\.(conf|ini)(\.(j2|tpl|template))?$/;
const PM2 = /^(ecosystem|pm2)(\.[\w-]+)*\.(js|cjs|mjs|json|ya?ml)$|^process\.(json|ya?ml)$|\.pm2\.json$/;
const PROCFILE = /^Procfile(\.[\w-]+)?$/;
const SERVER_CONFIG =
  /^gunicorn.*\.py$|uwsgi.*\.(ini|ya?ml|xml|json)$|^(puma|unicorn).*\.rb$|^(bootstrap|application)(-[\w-]+)?\.(properties|ya?ml)$|^appsettings(\.\w+)?\.json$|^server\.xml$/;
const YAML = /\.ya?ml$/i;
const DOCKERFILE = /^(Dockerfile|Containerfile)([._-].*)?$|\.dockerfile$/i;

/** Whether a file of this name may be a compose file. */
export function isComposeName(name: string): boolean {
  return COMPOSE.test(name);
}

/** Whether a file of this name may be a Dockerfile. */
export function isDockerfileName(name: string): boolean {
  return DOCKERFILE.test(name);
}

/** The project's root: the nearest directory upward with a repository or a config of nginx-vet, else the file's own. */
function projectRoot(fs: FileSystem, mainFile: string): string {
  const start = path.dirname(mainFile);
  let directory = start;
  for (let steps = 0; steps <= MAX_UP; steps++) {
    for (const name of ['.git', '.hg', '.nginx-vet.json', '.nginx-vet.jsonc', '.nginx-vet.yaml', '.nginx-vet.yml']) {
      if (fs.stat(path.join(directory, name))) return directory;
    }
    if (directory === '/') break;
    directory = path.dirname(directory);
  }
  // a machine's tree that was copied somewhere: its apps are declared beside its etc/nginx
  const copied = mainFile.lastIndexOf('/etc/nginx/');
  return copied > 0 ? mainFile.slice(0, copied) : start;
}

/** Where declarations are looked for around a configuration. */
export interface SearchArea {
  readonly root: string;
  /** True when the configuration is this machine's own: then the machine's own units and pools count. */
  readonly system: boolean;
}

/** The area around a main file; a directory the user named widens it, it never narrows it. */
export function searchArea(fs: FileSystem, mainFile: string, named: string | undefined): SearchArea {
  if (mainFile.startsWith('/etc/nginx/') || mainFile.startsWith('/usr/local/etc/nginx/')) {
    return { root: '/etc', system: true };
  }
  // the compose file may lie beside the named nginx/
  const derived = projectRoot(fs, mainFile);
  return { root: named !== undefined && derived.startsWith(`${named}/`) ? named : derived, system: false };
}

/** Walks the area once and sorts what is there by name. */
export function findFiles(fs: FileSystem, { root, system }: SearchArea, exclude: readonly string[]): FoundFiles {
  const compose: string[] = [];
  const pools: string[] = [];
  const units: string[] = [];
  const supervisor: string[] = [];
  const pm2: string[] = [];
  const procfiles: string[] = [];
  const serverConfigs: string[] = [];
  const files: string[] = [];
  let hasDockerfiles = false;
  const starts = system ? systemDirectories(fs) : [root];
  for (const file of walk(fs, starts, root, exclude)) {
    const name = path.basename(file);
    const parent = path.basename(path.dirname(file));
    files.push(file);
    if (COMPOSE.test(name)) compose.push(file);
    else if (POOL.test(name) || (name.endsWith('.conf') && /^(pool\.d|php-fpm\.d)$/.test(parent))) pools.push(file);
    else if (DOCKERFILE.test(name)) hasDockerfiles = true;
    else if (UNIT.test(name) || (name.endsWith('.conf') && DROP_IN.test(parent))) units.push(file);
    else if (SUPERVISOR.test(name) || (/\.(conf|ini)$/.test(name) && /^supervisor/.test(directoryNames(file))))
      supervisor.push(file);
    else if (PM2.test(name)) pm2.push(file);
    else if (PROCFILE.test(name)) procfiles.push(file);
    else if (SERVER_CONFIG.test(name)) serverConfigs.push(file);
  }
  const yaml = files.filter((file) => YAML.test(file) && !COMPOSE.test(path.basename(file)));
  return {
    root,
    system,
    compose,
    pools,
    units,
    supervisor,
    pm2,
    procfiles,
    serverConfigs,
    files,
    yaml,
    hasDockerfiles,
  };
}

/** The directory that holds a file, or the one around a `conf.d` that does. */
function directoryNames(file: string): string {
  const [parent = '', around = ''] = path.dirname(file).split('/').reverse();
  return parent === 'conf.d' ? around : parent;
}

function systemDirectories(fs: FileSystem): string[] {
  const all = entries(fs, '/etc').filter(
    (entry) =>
      (entry.kind === 'directory' && /^(php|supervisor|uwsgi)/.test(entry.name)) || /^php-fpm\.d$/.test(entry.name),
  );
  // `/lib` is a link to `/usr/lib` on most machines
  const units =
    fs.realpath('/lib') === '/usr/lib'
      ? ['/usr/lib/systemd/system']
      : ['/usr/lib/systemd/system', '/lib/systemd/system'];
  return [
    ...all.map((entry) => `/etc/${entry.name}`),
    '/usr/local/etc/php-fpm.d',
    '/etc/systemd/system',
    '/run/systemd/system',
    '/usr/local/lib/systemd/system',
    ...units,
  ];
}

interface Ignore {
  readonly directory: string;
  readonly pattern: string;
  readonly negated: boolean;
  readonly directoryOnly: boolean;
}

function* walk(fs: FileSystem, starts: readonly string[], root: string, exclude: readonly string[]): Generator<string> {
  const queue: { directory: string; depth: number; ignores: readonly Ignore[] }[] = starts.map((directory) => ({
    directory,
    depth: 0,
    ignores: [],
  }));
  let seen = 0;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { directory, depth } = next;
    const ignores = [...next.ignores, ...readIgnores(fs, directory)];
    for (const entry of entries(fs, directory)) {
      if (++seen > MAX_ENTRIES) return;
      const full = path.join(directory, entry.name);
      const isDirectory = entry.kind === 'directory';
      // variables files are nearly always ignored by git, and yet decide what a declaration means
      if (!entry.name.startsWith('.env') && isIgnored(ignores, full, isDirectory)) continue;
      if (exclude.some((glob) => matchesGlob(glob, path.relative(root, full)))) continue;
      if (isDirectory) {
        if (depth < MAX_DEPTH && !OTHERS_DIRECTORIES.has(entry.name))
          queue.push({ directory: full, depth: depth + 1, ignores });
      } else if (entry.kind === 'file') yield full;
      // a link is followed to a file of the root only: what lies outside is not part of the project
      // a link that leads nowhere is told of when somebody wants to read it
      else if (entry.kind === 'symlink') {
        const target = fs.stat(full);
        if (!target || (target.kind === 'file' && fs.realpath(full).startsWith(`${root}/`))) yield full;
      }
    }
  }
}

function entries(fs: FileSystem, directory: string): readonly DirectoryEntry[] {
  try {
    return fs.list(directory);
  } catch {
    return []; // a directory that cannot be listed declares nothing
  }
}

function readIgnores(fs: FileSystem, directory: string): Ignore[] {
  const file = path.join(directory, '.gitignore');
  const found = fs.stat(file);
  if (found?.kind !== 'file' || found.size > 64 * 1024) return [];
  let text: string;
  try {
    text = Buffer.from(fs.read(file)).toString('utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const rule = line.trimEnd();
    if (rule === '' || rule.startsWith('#')) return [];
    const negated = rule.startsWith('!');
    const directoryOnly = rule.endsWith('/');
    const bare = rule.slice(negated ? 1 : 0, directoryOnly ? -1 : undefined);
    const anchored = bare.includes('/');
    const pattern = anchored ? bare.replace(/^\//, '') : `**/${bare}`;
    return [{ directory, pattern, negated, directoryOnly }];
  });
}

/** The last rule that matches decides, as in git. */
function isIgnored(ignores: readonly Ignore[], full: string, isDirectory: boolean): boolean {
  const last = ignores.findLast(
    (rule) => (isDirectory || !rule.directoryOnly) && matchesGlob(rule.pattern, path.relative(rule.directory, full)),
  );
  return last !== undefined && !last.negated;
}
