// The tables of docs/config.md, made from the schema: every key, and the rules that have options.

/** The text with what stands between the markers `<!-- keys -->` and `<!-- options -->` made anew. */
export function withConfigTables(text, schema) {
  return text
    .replace(/<!-- keys -->[\s\S]*<!-- \/keys -->/, () => `<!-- keys -->\n${keys(schema)}\n<!-- /keys -->`)
    .replace(
      /<!-- options -->[\s\S]*<!-- \/options -->/,
      () => `<!-- options -->\n${options(schema)}\n<!-- /options -->`,
    );
}

function keys(schema) {
  const rows = Object.entries(schema.properties).flatMap(([key, value]) => [
    row(key, value, schema),
    ...Object.entries(value.items?.properties ?? {}).map(([inner, one]) => row(`${key}[].${inner}`, one, schema)),
  ]);
  return ['| key | value | what it says |', '|---|---|---|', ...rows].join('\n');
}

function row(key, value, schema) {
  return `| \`${key}\` | ${kindOf(value, schema)} | ${cell(value.description)} |`;
}

/** What may be written, in a word or two. */
function kindOf(value, schema) {
  const { anyOf, enum: words, items, type, $ref } = value;
  if (words) return words.map((word) => `\`${word}\``).join(', ');
  if ($ref === '#/$defs/rules') return 'map of rules';
  if ($ref === 'bindings.schema.json') return 'map ([schema](../schemas/bindings.schema.json))';
  if ($ref) return kindOf(schema.$defs[$ref.replace('#/$defs/', '')], schema);
  if (anyOf) return anyOf.map((one) => kindOf(one, schema)).join(' or ');
  if (type === 'array') return items.type === 'object' ? 'list of maps' : 'list of texts';
  if (type === 'object') return 'map of texts';
  return type === 'string' ? 'text' : String(type);
}

function options(schema) {
  const rows = Object.entries(schema.$defs.rules.properties).flatMap(([id, { anyOf }]) => {
    const properties = anyOf?.[1]?.prefixItems[1].properties ?? {};
    return Object.entries(properties).map(
      ([name, one]) =>
        `| \`${id}\` | \`${name}\` | ${notation(one)} | \`${JSON.stringify(one.default)}\` | ${cell(one.description)} |`,
    );
  });
  return ['| rule | option | value | default | what it says |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** Times and sizes are told by the patterns of their notations. */
function notation({ type, pattern, minimum, maximum }) {
  if (pattern?.includes('kKmMgG')) return 'size: `16k`, `20m`, bytes';
  if (pattern) return 'time: `10s`, `500ms`, `1m30s`, seconds';
  if (type === 'array') return 'list of texts';
  if (type !== 'integer') return type;
  const limits = [minimum === undefined ? '' : `from ${minimum}`, maximum === undefined ? '' : `to ${maximum}`];
  return ['whole number', ...limits].filter((word) => word !== '').join(' ');
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
