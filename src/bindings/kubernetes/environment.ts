/** Which environment and command does a container of a pod have? */
import {
  builder,
  child,
  gradeOf,
  HOLE,
  hasHole,
  listAt,
  type Mapped,
  spanOf,
  standing,
  textAt,
  type YamlNode,
} from '../../yaml/index.ts';
import type { Lookup } from '../compose/interpolate.ts';
import type { ConfigMap } from './types.ts';

export interface PodEnvironment {
  readonly variables: ReadonlyMap<string, Mapped>;
  readonly isComplete: boolean;
}

/** `envFrom`, then `env` over it; values of ConfigMaps that are here are known, those of Secrets are not. */
export function environmentOf(container: YamlNode, configMap: (name: string) => ConfigMap | undefined): PodEnvironment {
  const variables = new Map<string, Mapped>();
  let isComplete = true;
  for (const item of listAt(child(container, 'envFrom'))) {
    const name = textAt(child(child(item, 'configMapRef'), 'name'))?.text;
    const found = name === undefined ? undefined : configMap(name);
    const prefix = textAt(child(item, 'prefix'))?.text ?? '';
    if (!found) isComplete = false;
    for (const [key, value] of found?.data ?? []) variables.set(`${prefix}${key}`, value);
  }
  const lookup: Lookup = (name) => {
    const value = variables.get(name);
    return value && (gradeOf(value) === 'unresolved' ? HOLE : value.text);
  };
  for (const item of listAt(child(container, 'env'))) {
    const name = textAt(child(item, 'name'));
    if (!name) continue;
    const value = child(item, 'value');
    if (value?.kind === 'scalar') {
      variables.set(name.text, expanded(value.value, lookup));
      continue;
    }
    const from = child(child(item, 'valueFrom'), 'configMapKeyRef');
    const map = configMap(textAt(child(from, 'name'))?.text ?? '');
    const known = map?.data.get(textAt(child(from, 'key'))?.text ?? '');
    variables.set(name.text, known ?? standing(spanOf(name), HOLE));
  }
  return { variables, isComplete };
}

/** `command` and `args` with `$(VAR)` filled in. */
export function commandOf(container: YamlNode, variables: ReadonlyMap<string, Mapped>): Mapped[] {
  const lookup: Lookup = (name) => {
    const value = variables.get(name);
    return value && (hasHole(value) ? HOLE : value.text);
  };
  return ['command', 'args'].flatMap((key) =>
    listAt(child(container, key)).flatMap((item) => (item.kind === 'scalar' ? [expanded(item.value, lookup)] : [])),
  );
}

/** `$(VAR)` of a variable that is defined, `$$` for a dollar sign; anything else stays as it is. */
function expanded(m: Mapped, lookup: Lookup): Mapped {
  const { text } = m;
  if (!text.includes('$(') && !text.includes('$$')) return m;
  const out = builder(m.source, m.at);
  for (let i = 0; i < text.length; ) {
    const reference = text[i] === '$' ? /^\$\(([A-Za-z_][\w.-]{0,200})\)/.exec(text.slice(i, i + 210)) : null;
    const value = reference && lookup(reference[1]!);
    if (reference && value !== undefined && value !== null) {
      out.put(value, m.from[i]!, m.to[i + reference[0].length - 1]!);
      i += reference[0].length;
    } else if (text.startsWith('$$', i)) {
      out.put('$', m.from[i]!, m.to[i + 1]!);
      i += 2;
    } else out.copy(m, i++);
  }
  return out.done();
}
