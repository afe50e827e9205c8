/** Which comments has a file that is no nginx text? Real ones only: a `#` within a value is none. */
import path from 'node:path/posix';
import type { SourceText, Span } from '../text/index.ts';
import { yamlComments } from '../yaml/index.ts';

/** A whole line, and nothing else: Dockerfiles, units of systemd, Procfiles, properties. */
const LINES = /^[ \t]*[#;][^\n]*/gm;
/** Also ` ;` behind a value, outside of quotes: php-fpm's pools, supervisord, uWSGI. */
const INI = /"[^"\n]*"|'[^'\n]*'|^[ \t]*[#;][^\n]*|(?<=[ \t]);[^\n]*/gm;
/** Also ` #` behind a value: compose's .env files. */
const ENV = /"(?:\\.|[^"\\])*"|'[^']*'|(?<=^|[ \t])#[^\n]*/gm;
/** `#` anywhere outside of a string: TOML, Python, Ruby. */
const CODE = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g;

/** By name, the first that fits; null: it has no comments of this kind. */
const BY_NAME: readonly (readonly [RegExp, RegExp | null | 'yaml'])[] = [
  [/\.ya?ml(?:\.\w+)?$/i, 'yaml'],
  [/\.(?:jsonc?|json5|[cm]?[jt]s|xml|md|markdown|html?)$/i, null],
  [/\.(?:toml|py|rb|ru)$/i, CODE],
  [/(?:^|\/)(?:[\w.-]*\.)?env(?:\.[\w.-]+)?$/i, ENV],
  [/\.(?:service|socket)(?:\.d\/[^/]+|\.\w+)?$/, LINES],
  [/(?:^|\/)(?:Dockerfile|Containerfile|Procfile)(?:[._-][^/]*)?$|\.dockerfile$/i, LINES],
  [/\.(?:ini|conf)(?:\.\w+)?$/i, INI],
];

/** The comments of `source`, from their `#` or `;`. `isYaml` where it is known to be a YAML file, whatever its name. */
export function commentsIn(source: SourceText, isYaml = false): readonly Span[] {
  const known = BY_NAME.find(([name]) => name.test(path.normalize(source.path)));
  const format = isYaml ? 'yaml' : known ? known[1] : LINES;
  if (format === null) return [];
  if (format === 'yaml') return yamlComments(source);
  const comments: Span[] = [];
  for (const { 0: text, index } of source.text.matchAll(format)) {
    const start = index + text.length - text.trimStart().length;
    const isComment = /^[#;]/.test(text.trimStart());
    if (isComment) comments.push(source.span(start, index + text.trimEnd().length));
  }
  return comments;
}
