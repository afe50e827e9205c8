/** May a path hold temporary files or a cache? (ngx_conf_set_path_slot and ngx_add_path in src/core/ngx_file.c) */

import { decimal } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Complaint, Reading, Setter } from '../../setter.ts';
import { placeOf, wrong } from '../upstream/words.ts';
import { invalidValue, NOTHING, once } from './slots.ts';

/** A directory that nginx fills (ngx_path_t). */
interface FilledPath {
  readonly levels: readonly number[];
  readonly isCache: boolean;
  readonly by: Directive;
}

/** ngx_add_path: one path has one use and one structure in the whole configuration. */
export function addPath(
  directive: Directive,
  reading: Reading,
  levels: readonly number[],
  isCache: boolean,
): readonly Complaint[] {
  const { name, key } = namesOf(directive.args[0] ?? '', reading.tree.prefix);
  const paths = reading.main.fact('paths', () => new Map<string, FilledPath>());
  const known = paths.get(key);
  if (!known) {
    paths.set(key, { levels, isCache, by: directive });
    return NOTHING;
  }
  const more = { rule: 'config-error', related: [{ span: known.by.headSpan, label: 'first used here' }] } as const;
  if (isCache || known.isCache) {
    const message = `the same path name "${name}" used in ${placeOf(known.by)} and`;
    return [
      wrong(directive, 0, message, {
        ...more,
        label: 'a directory of another use',
        help: 'give it a directory of its own',
      }),
    ];
  }
  if (known.levels.length === levels.length && known.levels.every((level, index) => level === levels[index]))
    return NOTHING;
  const message = `the same path name "${name}" in ${placeOf(known.by)} has the different levels than`;
  return [wrong(directive, 0, message, { ...more, label: 'other levels than before' })];
}

/**
 * The path as nginx prints it, and by what it is told from others (ngx_conf_full_name). A final `/` is cut off by making the
 * name shorter; the bytes of an absolute path stay, and they are compared: `/cache` and `/cache/` are two paths to nginx.
 */
function namesOf(path: string, prefix: string): { readonly name: string; readonly key: string } {
  const cut = path.endsWith('/') ? path.slice(0, -1) : path;
  if (path.startsWith('/')) return { name: cut, key: path };
  const full = prefix.endsWith('/') ? prefix + cut : `${prefix}/${cut}`;
  return { name: full, key: full };
}

/** ngx_conf_set_path_slot. */
export const tempPath: Setter = once((directive, reading) => {
  const levels: number[] = [];
  for (let index = 1; index < directive.args.length; index++) {
    const level = decimal(directive.args[index]!);
    if (level <= 0) return invalidValue(directive, index, LEVELS_HELP);
    levels.push(level);
  }
  const length = levels.reduce((sum, level) => sum + level + 1, 0);
  if (length > 10 + levels.length) return invalidValue(directive, 1, LEVELS_HELP);
  return addPath(directive, reading, levels, false);
});

const LEVELS_HELP = 'up to three levels of directories, each the number of digits of its names: `1 2`';
