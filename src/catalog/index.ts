export { builtInHeaders, defaultsOf, type VersionedValue } from './defaults.ts';
export {
  type Context,
  type DirectiveShape,
  type DirectiveVariant,
  directiveNames,
  exists,
  type Inheritance,
  shapesOf,
  takes,
  variantsOf,
} from './directives.ts';
export { moduleRank } from './module-order.ts';
export { isKnownByNameOnly } from './more-modules.ts';
export { stockInclude } from './stock.ts';
export {
  type BuiltInVariable,
  builtInVariable,
  hasVariable,
  isPlusVariable,
  type VariableFamily,
  variableNames,
} from './variables.ts';
export { type Answer, EDITIONS, type Edition, NginxVersion, not } from './version.ts';
