/** Which files near an nginx configuration may declare where apps listen? (bindings.md 13.7) */
import path from 'node:path/posix';
import type { FileSystem } from '../fs/index.ts';
import { type NotWalked, walk } from './walk.ts';

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
  /** What may declare something and could not be looked at. */
  readonly notWalked: readonly NotWalked[];
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
  notWalked: [],
};

const MAX_UP = 8;

const COMPOSE = /^(docker-)?compose([._-][\w.-]*)?\.ya?ml$|^(docker-)?stack\.ya?ml$/i;
const POOL = /(pool.*\.conf|^www\.conf|^php-fpm.*\.conf|^zz-.*\.conf)(\.(j2|erb|tpl|template))?$/;
const UNIT = /\.(service|socket)(\.(j2|in|tpl|tmpl|erb|template))?$/;
const DROP_IN = /(^|\.)(service|socket)\.d$/;
const SUPERVISOR = /^supervisor.*\.(conf|ini)(\.(j2|tpl|template))?$/;
const PM2 = /^(ecosystem|pm2)(\.[\w-]+)*\.(js|cjs|mjs|json|ya?ml)$|^process\.(json|ya?ml)$|\.pm2\.json$/;
const PROCFILE = /^Procfile(\.[\w-]+)?$/;
const SERVER_CONFIG =
  /^gunicorn.*\.py$|uwsgi.*\.(ini|ya?ml|xml|json)$|^(puma|unicorn).*\.rb$|^(bootstrap|application)(-[\w-]+)?\.(properties|ya?ml)$|^appsettings(\.\w+)?\.json$|^server\.xml$|^start\.ini$|^jetty.*\.ini$/;
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
  let hasDockerfiles = false;
  const starts = system ? systemDirectories(fs) : [root];
  const { files, links, directories } = walk({ fs, starts, root, exclude });
  for (const file of files) {
    const name = path.basename(file);
    const parent = path.basename(path.dirname(file));
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
    // a machine's units are links all over
    notWalked: [...directories, ...(system ? [] : links.filter((link) => isSourceName(path.basename(link.path))))],
  };
}

/** Whether a file of this name is looked into, wherever it lies. */
function isSourceName(name: string): boolean {
  return [COMPOSE, POOL, DOCKERFILE, UNIT, SUPERVISOR, PM2, PROCFILE, SERVER_CONFIG].some((test) => test.test(name));
}

/** The directory that holds a file, or the one around a `conf.d` that does. */
function directoryNames(file: string): string {
  const [parent = '', around = ''] = path.dirname(file).split('/').reverse();
  return parent === 'conf.d' ? around : parent;
}

function systemDirectories(fs: FileSystem): string[] {
  const all = listed(fs, '/etc').filter(
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

function listed(fs: FileSystem, directory: string): ReturnType<FileSystem['list']> {
  try {
    return fs.list(directory);
  } catch {
    return []; // a machine without it
  }
}
