/** Are the head and the entries of a `geo` as nginx wants them? (ngx_http_geo_module.c; ngx_stream_geo_module.c is its twin) */
import type { Directive } from '../../../tree/index.ts';
import type { Complaint, Reading, SetterTable } from '../../setter.ts';
import { type Cidr, lowAddressBits, parseCidr } from '../upstream/cidr.ts';
import { inetAddr } from '../upstream/inet.ts';
import { checkRange, type RangeTable } from './geo-ranges.ts';
import { familyOf } from './regex.ts';
import { checkDefinition } from './variables.ts';

function* head(directive: Directive, reading: Reading): Generator<Complaint> {
  const { args } = directive;
  if (args.length === 2) {
    const [source = ''] = args;
    if (!source.startsWith('$') || source === '$') {
      const message = `invalid variable name "${source}"`;
      return yield { rule: 'invalid-value', message, span: directive.argSpan(0), label: 'this is no variable' };
    }
  }
  yield* checkDefinition(directive, args.length - 1, reading.version, familyOf(reading));
}

/** What nginx keeps while it reads one geo (ngx_http_geo_conf_ctx_t). */
interface GeoContext {
  ranges: boolean;
  /** Has an entry made the trees? Then `ranges` comes too late. */
  hasTree: boolean;
  /** Values by network (NetworkTable's keys). */
  readonly networks: NetworkTable;
  readonly rangeTable: RangeTable;
}

function newContext(): GeoContext {
  const rangeTable = { blocks: new Map(), fallback: undefined };
  return { ranges: false, hasTree: false, networks: new NetworkTable(), rangeTable };
}

const FIRST = 'the "ranges" directive must be the first directive inside "geo" block';

function* entry(directive: Directive, reading: Reading): Generator<Complaint> {
  const { name, args } = directive;
  const context = reading.level.fact('geo', newContext);
  if (args.length === 0) {
    if (name !== 'ranges') return;
    if (!context.hasTree) context.ranges = true;
    else
      yield { rule: 'config-error', message: FIRST, label: 'comes too late', help: 'move it to the top of the block' };
    return;
  }
  if (name === 'proxy' && familyOf(reading) === 'http') return yield* network(directive, 0, args[0]!).complaints;
  if (context.ranges) return yield* checkRange(directive, context.rangeTable);
  context.hasTree = true;
  yield* cidrEntry(directive, context.networks);
}

interface Network {
  readonly cidr: Cidr | undefined;
  readonly complaints: readonly Complaint[];
}

/** ngx_http_geo_cidr_value; `index` -1 is the entry's first word. */
function network(directive: Directive, index: number, text: string): Network {
  const span = index < 0 ? directive.nameSpan : directive.argSpan(index);
  if (text === '255.255.255.255') {
    return { cidr: { family: 'inet', bytes: [255, 255, 255, 255], bits: 32, hasLowBits: false }, complaints: [] };
  }
  const cidr = parseCidr(text);
  if (cidr) return { cidr, complaints: cidr.hasLowBits ? [lowAddressBits(text, span)] : [] };
  const help = inetAddr(text.split('-')[0]!)
    ? 'ranges of addresses need `ranges;` as the first line of the block'
    : HELP;
  const label = 'no address and no network';
  return { cidr, complaints: [{ rule: 'invalid-value', message: `invalid network "${text}"`, span, label, help }] };
}

const HELP = 'write an IPv4 or IPv6 address, or a network with its mask in bits: `10.0.0.0/8`';

const ALL: readonly Cidr[] = [
  { family: 'inet', bytes: [0, 0, 0, 0], bits: 0, hasLowBits: false },
  { family: 'inet6', bytes: new Array<number>(16).fill(0), bits: 0, hasLowBits: false },
];

/** ngx_http_geo_cidr. */
function* cidrEntry(directive: Directive, networks: NetworkTable): Generator<Complaint> {
  const { name, args } = directive;
  const value = args[0]!;
  if (name === 'default') {
    for (const cidr of ALL) yield* add(directive, networks, cidr, name, value);
    return;
  }
  const isDelete = name === 'delete';
  const text = isDelete ? value : name;
  const { cidr, complaints } = network(directive, isDelete ? 0 : -1, text);
  yield* complaints;
  if (!cidr) return;
  if (!isDelete) return yield* add(directive, networks, cidr, text, value);
  if (networks.delete(cidr)) return;
  yield {
    rule: 'config-warning',
    message: `no network "${text}" to delete`,
    span: directive.argSpan(0),
    label: 'not in the table',
    level: 'warn',
  };
}

/** ngx_http_geo_cidr_add. */
function* add(
  directive: Directive,
  networks: NetworkTable,
  cidr: Cidr,
  text: string,
  value: string,
): Generator<Complaint> {
  const old = networks.add(cidr, value);
  if (old === undefined) return;
  yield {
    rule: 'config-warning',
    message: `duplicate network "${text}", value: "${value}", old value: "${old}"`,
    span: directive.nameSpan,
    label: 'this value wins',
    level: 'warn',
  };
}

/** The radix trees of networks (src/core/ngx_radix_tree.c), as tables by length of the mask. */
class NetworkTable {
  readonly #tables = { inet: new Map<string, string>(), inet6: new Map<string, string>() };

  /** Sets a value. If there was one: the one that nginx calls the old value, which is that of the smallest network around. */
  add(cidr: Cidr, value: string): string | undefined {
    const table = this.#tables[cidr.family];
    const key = keyOf(cidr.bytes, cidr.bits);
    const isNew = !table.has(key);
    let old: string | undefined;
    for (let bits = cidr.bytes.length * 8; !isNew && old === undefined; bits--) {
      old = table.get(keyOf(masked(cidr.bytes, bits), bits));
    }
    table.set(key, value);
    return old;
  }

  delete(cidr: Cidr): boolean {
    return this.#tables[cidr.family].delete(keyOf(cidr.bytes, cidr.bits));
  }
}

function keyOf(bytes: readonly number[], bits: number): string {
  return `${String.fromCharCode(...bytes)}${String.fromCharCode(bits)}`;
}

function masked(bytes: readonly number[], bits: number): readonly number[] {
  return bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - i * 8))) & 0xff);
}

export const geoSetters: SetterTable = {
  'ngx_http_geo_module geo': head,
  'ngx_stream_geo_module geo': head,
  '@geo': entry,
};
