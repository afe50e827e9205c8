/** What is there to say about a file that an include names and that cannot be read here? */
import { errnoSuffix } from '../fs/index.ts';
import { toByteString } from '../text/index.ts';
import type { IncludeProblem } from '../tree/index.ts';
import { type Diagnostic, nginxSays } from './diagnostic.ts';

export function includeDiagnostic(problem: IncludeProblem): Diagnostic {
  const { directive, kind } = problem;
  const { source } = directive.file.cst;
  const path = toByteString(problem.path);
  const base = { directive, span: directive.argSpan(0), related: [] };
  const nginx = (message: string) => ({ message, nginx: nginxSays(message, source, directive.nginxOffset) });
  switch (kind) {
    case 'missing':
      return {
        ...base,
        rule: 'include-missing',
        ...nginx(`open() "${path}" failed ${errnoSuffix('ENOENT')}`),
        label: 'no such file',
        help: 'create the file, correct the path, or say where it is with `--prefix` or `--path-map`',
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
        ...nginx(`pread() "${path}" failed ${errnoSuffix('EISDIR')}`),
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
        help: 'nginx follows the circle until it runs out of file descriptors: remove one of the includes',
        nginx: undefined,
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
