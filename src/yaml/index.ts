export { yamlComments } from './comments.ts';
export {
  builder,
  type Grade,
  gradeOf,
  HOLE,
  hasHole,
  literal,
  type Mapped,
  type MappedBuilder,
  runsOf,
  slice,
  spanOf,
  split,
  standing,
  trim,
} from './mapped.ts';
export { YamlMissing, yaml } from './package.ts';
export {
  child,
  listAt,
  parseYaml,
  parseYamlDocuments,
  textAt,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from './tree.ts';
