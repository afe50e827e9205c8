/** What does nginx's table of directives say about one statement? crossplane's checks and their order, over our catalog. */
import { type DirectiveVariant, NginxVersion, shapesOf, takes, variantsOf } from '../catalog/index.ts';

/** What a block's statements are looked up as: a context of the catalog, `@…` for a body of entries, or `unknown`. */
export type BlockContext = string;

export interface CheckOptions {
  /** Unknown directives are mistakes. */
  readonly strict: boolean;
  readonly checkCtx: boolean;
  readonly checkArgs: boolean;
}

export interface Checkable {
  readonly directive: string;
  readonly args: readonly string[];
  readonly isBlock: boolean;
}

/** nginx's words without their place; undefined when nothing is wrong or nothing is known. */
export function mistakeOf(statement: Checkable, context: BlockContext, options: CheckOptions): string | undefined {
  // entries of map, types, geo … are no directives, and nothing is known about the blocks of unknown modules
  if (!isLookedUp(context)) return undefined;
  const { directive } = statement;
  const known = variantsOf(directive);
  if (known.length === 0) return options.strict ? `unknown directive "${directive}"` : undefined;
  const here = options.checkCtx ? known.filter((v) => isAllowedIn(v, context)) : known;
  if (here.length === 0) return `"${directive}" directive is not allowed here`;
  if (!options.checkArgs) return undefined;
  let mistake: string | undefined;
  for (const variant of here) {
    const found = argumentMistake(variant, statement);
    if (found === undefined) return undefined;
    mistake ??= found; // nginx takes the first variant of the context
  }
  return mistake;
}

function argumentMistake(variant: DirectiveVariant, { directive, args, isBlock }: Checkable): string | undefined {
  if (variant.block && !isBlock) return `directive "${directive}" has no opening "{"`;
  if (!variant.block && isBlock) return `directive "${directive}" is not terminated by ";"`;
  if (!shapes(variant).some((shape) => takes(shape, args.length))) {
    return `invalid number of arguments in "${directive}" directive`;
  }
  if (variant.type === 'flag' && args.length === 1 && !/^(?:on|off)$/i.test(args[0]!)) {
    return `invalid value "${args[0]}" in "${directive}" directive, it must be "on" or "off"`;
  }
  return undefined;
}

function isAllowedIn(variant: DirectiveVariant, context: BlockContext): boolean {
  return variant.ctx.includes('any') || shapes(variant).some((shape) => shape.ctx.includes(context));
}

/** The payload is not bound to one nginx: what any version takes is right. */
function shapes(variant: DirectiveVariant): ReturnType<typeof shapesOf> {
  return shapesOf(variant, NginxVersion.unknown);
}

function isLookedUp(context: BlockContext): boolean {
  return context !== 'unknown' && (!context.startsWith('@') || context === '@otel_exporter');
}

/** The context inside a block that stands in `context`. */
export function contextIn(directive: string, context: BlockContext): BlockContext {
  if (!isLookedUp(context)) return 'unknown';
  if (directive === 'if') return context === 'server' || context === 'location' ? `if-in-${context}` : 'unknown';
  const body = variantsOf(directive).find((v) => v.block && isAllowedIn(v, context))?.body;
  return body === undefined || body === '?' ? 'unknown' : body;
}
