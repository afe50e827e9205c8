/** What can be tuned in a rule, and what do the values of the settings mean to it? */
import { parseOffset, parseTime } from '../syntax/index.ts';
import { toByteString } from '../text/index.ts';

/** One option. `default` is written as in the settings; `description` is a sentence for whoever sets it. */
export type OptionSpec = { readonly description: string } & (
  | { readonly type: 'time' | 'size'; readonly default: string }
  | { readonly type: 'integer'; readonly default: number; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: 'boolean'; readonly default: boolean }
  | { readonly type: 'words'; readonly default: readonly string[] }
);

/** The options of a rule by name. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

interface ValueTypes {
  /** Milliseconds. */
  readonly time: number;
  /** Bytes. */
  readonly size: number;
  readonly integer: number;
  readonly boolean: boolean;
  /** Byte strings. */
  readonly words: readonly string[];
}

/** What a rule gets: every option with a value. */
export type OptionValues<Specs extends OptionSpecs = OptionSpecs> = {
  readonly [Name in keyof Specs]: ValueTypes[Specs[Name]['type']];
};

/** What was set, as the settings have it; valid by `optionsSchema`. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** What holds where nothing is set, as the settings would have it. */
export function defaultOptions(specs: OptionSpecs): GivenOptions {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default]));
}

/** The values for a rule: what is given, else the defaults. */
export function optionValues(specs: OptionSpecs | undefined, given: GivenOptions = {}): OptionValues {
  const values: Record<string, OptionValues[string]> = {};
  for (const [name, spec] of Object.entries(specs ?? {})) values[name] = meaningOf(spec, given[name] ?? spec.default);
  return values;
}

function meaningOf({ type }: OptionSpec, written: unknown): OptionValues[string] {
  if (type === 'time') return parseTime(String(written), false);
  if (type === 'size') return parseOffset(String(written));
  if (type === 'words') return (written as readonly string[]).map(toByteString);
  return written as number | boolean;
}

/** What is wrong with a value that a program gives (settings files have their schema); undefined: nothing. */
export function optionProblem(spec: OptionSpec, value: unknown): string | undefined {
  const isText = typeof value === 'string' || Number.isInteger(value);
  switch (spec.type) {
    case 'time':
    case 'size':
      return isText && (meaningOf(spec, value) as number) >= 0
        ? undefined
        : `must be a ${spec.type} as nginx writes it`;
    case 'integer': {
      const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = spec;
      const isIn = Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
      return isIn ? undefined : `must be a whole number from ${minimum} to ${maximum}`;
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'words':
      return Array.isArray(value) && value.every((word) => typeof word === 'string')
        ? undefined
        : 'must be a list of texts';
  }
}

/** nginx reads times and sizes in this way (ngx_parse_time, ngx_parse_offset); a number is seconds or bytes. */
const NOTATIONS = {
  time: {
    type: ['string', 'integer'],
    minimum: 0,
    examples: ['10s', '1m30s', '500ms'],
    pattern: '^(?=.)(?:\\d+M)?(?:\\d+w)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m(?!s))?(?:\\d+s?)?(?:\\d+ms)?$',
  },
  size: { type: ['string', 'integer'], minimum: 0, examples: ['16k', '20m', '4096'], pattern: '^\\d+[kKmMgG]?$' },
  words: { type: 'array', items: { description: 'A name.', type: 'string', minLength: 1 } },
} as const;

/** The JSON Schema of a rule's options. */
export function optionsSchema(specs: OptionSpecs): object {
  const properties = Object.entries(specs).map(([name, { type, ...spec }]) => {
    return [name, { ...(type in NOTATIONS ? NOTATIONS[type as keyof typeof NOTATIONS] : { type }), ...spec }];
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}
