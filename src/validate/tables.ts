/** Which function checks a directive, and which run at the end of a block? One table over the areas of setters/. */
import { type DirectiveVariant, moduleRank, type NginxVersion } from '../catalog/index.ts';
import type { Closer, Setter, SetterTable } from './setter.ts';
import { addressClosers, addressSetters } from './setters/address/index.ts';
import { bodyClosers, bodySetters } from './setters/body/index.ts';
import { upstreamClosers, upstreamSetters } from './setters/upstream/index.ts';
import { valueClosers, valueSetters, valueSlots } from './setters/value/index.ts';

const setters: SetterTable = { ...valueSetters, ...bodySetters, ...addressSetters, ...upstreamSetters };
const byKey = new Map<string, Setter>(Object.entries(setters));

/** The setter of a module's directive: its own, else that of its type; undefined when anything goes. */
export function setterOf(variant: DirectiveVariant, name: string): Setter | undefined {
  return byKey.get(`${variant.module} ${name}`) ?? valueSlots[variant.type ?? ''];
}

/** The check of the entries of a special body. */
export function entrySetterOf(body: string): Setter | undefined {
  return byKey.get(body);
}

const STAGES = ['init', 'locations', 'postconfiguration', 'variables', 'servers'] as const;
const closers: readonly Closer[] = [...valueClosers, ...bodyClosers, ...addressClosers, ...upstreamClosers];

/** The checks at the end of a kind of block, in nginx's order for a version. */
export function closersAt(kind: string, version: NginxVersion): readonly Closer[] {
  return closers
    .filter((closer) => closer.at === kind)
    .map((closer, index) => ({ closer, index, rank: moduleRank(closer.module, version) }))
    .sort(
      (a, b) => STAGES.indexOf(a.closer.stage) - STAGES.indexOf(b.closer.stage) || a.rank - b.rank || a.index - b.index,
    )
    .map(({ closer }) => closer);
}
