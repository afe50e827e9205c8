/** Is what the catalog says about directives whole, and does it change with versions as nginx did? */
import { describe, expect, it } from 'vitest';
import {
  type DirectiveVariant,
  directiveNames,
  exists,
  isKnownByNameOnly,
  NginxVersion,
  shapesOf,
  takes,
  variantsOf,
} from '../../src/catalog/index.ts';

const v = (text: string) => NginxVersion.parse(text)!;
const only = (name: string, module: string) => variantsOf(name).find((variant) => variant.module === module)!;

const CONTEXTS = new Set([
  ...[
    'main',
    'events',
    'http',
    'server',
    'location',
    'upstream',
    'if-in-server',
    'if-in-location',
    'limit_except',
    'any',
  ],
  ...['stream', 'stream-server', 'stream-upstream', 'mail', 'mail-server', 'mgmt', 'oidc_provider', 'acme_issuer'],
  ...['@otel_exporter', 'rtmp', 'rtmp-server', 'rtmp-application', 'rtmp-recorder'],
]);

describe('every directive', () => {
  const variants = [...directiveNames()].flatMap((name) => variantsOf(name).map((variant) => [name, variant] as const));

  it('is there', () => {
    expect(variants.length).toBeGreaterThan(1900);
  });

  it('has known contexts and readable numbers of arguments', () => {
    const odd = variants.filter(([, { ctx, args, history = [] }]) => {
      const shapes = [{ ctx, args }, ...history.flatMap((h) => h.was)];
      return !shapes.every(
        (shape) =>
          shape.ctx.length > 0 &&
          shape.ctx.every((context) => CONTEXTS.has(context)) &&
          (shape.args === undefined ||
            /^\d\+$/.test(String(shape.args)) ||
            (Array.isArray(shape.args) && shape.args.length > 0)),
      );
    });
    expect(odd).toEqual([]);
  });

  it('has readable versions, in order', () => {
    const odd = variants.filter(([, { since, removed, history = [] }]) => {
      const versions = [since, ...history.map((h) => h.v), removed].filter((text) => text !== undefined);
      return versions.some((text, i) => !v(text) || (i > 0 && v(versions[i - 1]!).before(text) === 'no'));
    });
    expect(odd.map(([name, { module }]) => `${name} ${module}`)).toEqual([]);
  });

  it('never rests on what is not known: others’ modules have no inheritance', () => {
    expect(variants.filter(([, { src, inherit, dup }]) => src === 'third' && (inherit || dup))).toEqual([]);
  });

  it('that is a block says what its body is', () => {
    expect(
      variants.filter(([, { block, body }]) => Boolean(block) !== (body !== undefined)).map(([name]) => name),
    ).toEqual([]);
  });
});

describe('existence', () => {
  it('begins with a version', () => {
    const early = only('max_headers', 'ngx_http_core_module');
    expect(['1.29.7', '1.29.8', '1.29', '1.28'].map((t) => exists(early, v(t)))).toEqual([
      'no',
      'yes',
      'unknown',
      'no',
    ]);
    expect(exists(early, NginxVersion.unknown)).toBe('unknown');
  });

  it('ends with a version', () => {
    const ssl = only('ssl', 'ngx_http_ssl_module');
    expect(['0.0.9', '1.25.0', '1.25.1', '1.25'].map((t) => exists(ssl, v(t)))).toEqual(['no', 'yes', 'no', 'unknown']);
  });

  it('depends on the edition for Plus', () => {
    const log = only('ssl_key_log', 'ngx_http_ssl_module');
    expect(['1.22.1', '1.27.1', '1.27.2', '1.31.5'].map((t) => exists(log, v(t)))).toEqual([
      'no',
      'no',
      'unknown',
      'unknown',
    ]);
    expect(exists(variantsOf('queue')[0]!, v('1.22.1'))).toBe('unknown');
  });

  it('depends on the build for others’ modules', () => {
    expect(exists(variantsOf('check')[0]!, v('1.22.1'))).toBe('unknown');
  });
});

describe('shapes', () => {
  const keepalive = only('keepalive', 'ngx_http_upstream_keepalive_module');
  const counts = (version: NginxVersion) => shapesOf(keepalive, version).map((shape) => shape.args);

  it('are one for a version', () => {
    expect(counts(v('1.29.6'))).toEqual([[1]]);
    expect(counts(v('1.29.7'))).toEqual([[1, 2]]);
  });

  it('are all that are possible otherwise', () => {
    expect(counts(v('1.29'))).toEqual([[1], [1, 2]]);
    expect(counts(NginxVersion.unknown)).toEqual([[1], [1, 2]]);
  });

  it('follow several changes', () => {
    const variant: DirectiveVariant = {
      module: 'm',
      src: 'oss',
      ctx: ['http'],
      args: [3],
      history: [
        { v: '1.10.0', was: [{ ctx: ['http'], args: [1] }] },
        { v: '1.20.0', was: [{ ctx: ['http'], args: [2] }] },
      ],
    };
    const of = (version: NginxVersion) => shapesOf(variant, version).map((shape) => shape.args);
    expect([of(v('1.9.9')), of(v('1.10.0')), of(v('1.20.0'))]).toEqual([[[1]], [[2]], [[3]]]);
    expect([of(v('1.19')), of(v('1.20'))]).toEqual([[[2]], [[3]]]);
    expect(of(NginxVersion.unknown)).toEqual([[1], [2], [3]]);
  });
});

it('counts arguments as nginx’s masks do', () => {
  const ctx: string[] = [];
  expect([0, 1, 2].map((count) => takes({ ctx, args: [0, 2] }, count))).toEqual([true, false, true]);
  expect([0, 1, 100].map((count) => takes({ ctx, args: '1+' }, count))).toEqual([false, true, true]);
  expect(takes({ ctx }, 5)).toBe(true);
});

describe('modules that are known by name only', () => {
  it('do not hide misspelt names of nginx’s own directives', () => {
    const own = [...directiveNames()].filter((name) => variantsOf(name).some((variant) => variant.src === 'oss'));
    // a letter more at the end, one less, or a stray byte: nobody's directive
    const misspelt = own
      .flatMap((name) => [`${name}x`, `${name.slice(0, -2)}`, `${name}}`])
      .filter((name) => variantsOf(name).length === 0);
    expect(misspelt.filter(isKnownByNameOnly)).toEqual([]);
    expect(
      ['proxy_connect', 'proxy_connect_allow', 'passenger_ruby', 'proxy_connect_timout'].map(isKnownByNameOnly),
    ).toEqual([true, true, true, false]);
  });
});
