// Runs the engine on files in memory, with links and unreadable places where a test wants them.
import { rules } from '../../rules/index.ts';
import { type CheckRequest, check, type Report } from '../../src/engine/index.ts';
import { type FileSystem, FsError, memoryFileSystem } from '../../src/fs/index.ts';

export interface Disk {
  /** Text by absolute path; `null`: there, but not readable. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>;
  /** Symbolic links: path → target, both absolute. */
  readonly links?: Readonly<Record<string, string>>;
  /** Directories that cannot be listed. */
  readonly closed?: readonly string[];
}

/** A file system with links; every call to it is counted. */
export function diskOf({
  files,
  links = {},
  closed = [],
}: Disk): FileSystem & { readonly calls: Record<string, number> } {
  // a link is seen in its directory as an empty file
  const base = memoryFileSystem({ ...files, ...Object.fromEntries(Object.keys(links).map((path) => [path, ''])) });
  const real = (path: string, depth = 0): string => {
    const link = Object.keys(links).find((l) => path === l || path.startsWith(`${l}/`));
    if (link === undefined) return path;
    if (depth > 20) throw new FsError('ELOOP', path);
    return real(links[link] + path.slice(link.length), depth + 1);
  };
  const calls = { read: 0, stat: 0, list: 0, realpath: 0 };
  return {
    calls,
    read: (path) => {
      calls.read++;
      return base.read(real(path));
    },
    stat: (path) => {
      calls.stat++;
      try {
        return base.stat(real(path));
      } catch {
        return undefined;
      }
    },
    list: (path) => {
      calls.list++;
      const at = real(path);
      if (closed.includes(at)) throw new FsError('EACCES', path);
      return base.list(at).map((e) => (`${at}/${e.name}` in links ? { ...e, kind: 'symlink' as const } : e));
    },
    realpath: (path) => {
      calls.realpath++;
      try {
        return base.realpath(real(path));
      } catch {
        return path;
      }
    },
  };
}

/** A request for all rules, unknown version. */
export function checkOf(fs: FileSystem, paths: readonly string[]): CheckRequest {
  return { fs, cwd: '/p', paths, rules, toolVersion: '0.0.0', now: () => 0 };
}

/** The report on paths of a disk, all rules, unknown version; `request` replaces parts of it. */
export function report(disk: Disk | FileSystem, paths: readonly string[], request: Partial<CheckRequest> = {}): Report {
  const fs = 'files' in disk ? diskOf(disk) : disk;
  return check({ ...checkOf(fs, paths), ...request });
}

/** `path role status` of each file. */
export function filesOf({ files }: Report): readonly string[] {
  return files.map((f) => `${f.path} ${f.role} ${f.status}`);
}

/** `rule path` of each finding. */
export function foundIn({ findings }: Report): readonly string[] {
  return findings.map((f) => `${f.rule} ${f.primary.span.source.path}`);
}

/** Those of `nginx -t` and two more: tests about inputs do not change with every new rule. */
export const FEW = rules.filter(
  (rule) => rule.presets.includes('syntax') || /^proxy-(?:pass-localhost|ssl-server-name-off)$/.test(rule.id),
);

export const MAIN = 'events {}\nhttp {\n    include conf.d/*.conf;\n}\n';
export const SITE = 'server {\n    listen 80;\n    location / {\n        proxy_pass http://localhost:3000;\n    }\n}\n';
