/** What is there to say about a file that an include names and that cannot be read here? */
import { errnoSuffix } from '../fs/index.ts';
import { toByteString } from '../text/index.ts';
import type { IncludeProblem } from '../tree/index.ts';
import { type Diagnostic, nginxSays } from './diagnostic.ts';

export function includeDiagnostic(problem: IncludeProblem): Diagnostic {
  const { directive, kind } = problem;
  const { source } = directive.file.cst;
  const path = toByteString(problem.path);
  const base = { directive, span: directive.args.length > 0 ? directive.argSpan(0) : directive.nameSpan, related: [] };
  const nginx = (message: string) => ({ message, nginx: nginxSays(message, source, directive.nginxOffset) });
  const isADirectory = `pread() "${path}" failed ${errnoSuffix('EISDIR')}`;
  switch (kind) {
    case 'missing':
      return {
        ...base,
        rule: 'include-missing',
        ...nginx(`open() "${path}" failed ${errnoSuffix(problem.code ?? 'ENOENT')}`),
        ...missing(problem.code),
      };
    case 'unseen':
      return {
        ...base,
        rule: 'include-missing',
        message: `\`${path}\` is not here to read: what it sets is not known`,
        label: 'not found on this machine',
        help: path.startsWith('/')
          ? 'say where it is with `--path-map`, for example `--path-map /etc/nginx=./nginx`'
          : 'say which directory it starts from with `--prefix`',
        nginx: undefined,
        severity: 'info',
        once: true,
      };
    case 'absent':
      return {
        ...base,
        rule: 'include-missing',
        message: `\`${path}\` is not among the files that were given: what it sets is not known`,
        label: 'not given',
        help: 'give all of the configuration, for example what `nginx -T` prints',
        nginx: undefined,
        severity: 'info',
        once: true,
      };
    case 'unreadable':
      return {
        ...base,
        rule: 'unreadable-file',
        ...nginx(`open() "${path}" failed ${errnoSuffix(problem.code ?? 'EIO')}`),
        label: 'this file cannot be read',
        help: 'give the user who runs nginx-vet the right to read it',
      };
    case 'directory':
      // nginx gives this one no line: `[crit] pread() "…" failed (21: Is a directory)`
      return {
        ...base,
        rule: 'include-missing',
        message: isADirectory,
        nginx: { message: isADirectory },
        label: 'this is a directory',
        help: 'name the files in it, for example `include conf.d/*.conf;`',
      };
    case 'cycle':
      return {
        ...base,
        rule: 'include-cycle',
        message: `\`${path}\` includes itself`,
        label: 'includes a file that is already being read',
        related: directive.via ? [{ span: directive.via.headSpan, label: 'included here' }] : [],
        help: 'nginx goes round until it runs out of file descriptors (`24: Too many open files`): remove one of the includes',
        nginx: undefined,
      };
    case 'length':
      return {
        ...base,
        rule: 'unreadable-file',
        message: 'the configuration has more than a million statements: from here on nothing is read',
        span: directive.nameSpan,
        label: 'the first one that is not judged',
        help: 'check its parts one by one',
        nginx: undefined,
        severity: 'warning',
      };
    case 'excess':
      return {
        ...base,
        rule: 'include-cycle',
        message: `\`${path}\` is included too often: nginx-vet stops here`,
        label: 'millions of statements have been included before this',
        help: 'files that include one another twice on every level multiply: include each of them once',
        nginx: undefined,
      };
  }
}

/** Why the path leads to no file, and what to do about it. */
function missing(code: string | undefined): Pick<Diagnostic, 'label' | 'help'> {
  switch (code) {
    case 'ELOOP':
      return { label: 'these symbolic links lead in a circle', help: 'make the link again, or remove the include' };
    case 'ENOTDIR':
      return { label: 'a part of this path is a file, no directory', help: 'correct the path' };
    case 'ENAMETOOLONG':
      return { label: 'no file can have this name', help: 'correct the path: 255 bytes are the most between two `/`' };
    default:
      return {
        label: 'no such file',
        help: 'create the file, correct the path, or say where it is with `--prefix` or `--path-map`',
      };
  }
}
