/** How does a rule's draft become a finding? Texts filled in, confidence weighed, scope named. */

import type { Assumption, Confidence, Data, Directive, Draft, Finding, Labelled, Rule, Span } from '../rule/index.ts';
import { display, fromByteString, originOf, textOf } from '../text/index.ts';

const LOWER: Readonly<Record<Confidence, Confidence>> = { high: 'medium', medium: 'low', low: 'low' };

/** The finding of one draft in the configuration `root`. Throws when the draft names a message or a value that is not there. */
export function complete(rule: Rule, draft: Draft, root: string): Finding {
  const { data = {} } = draft;
  const template = rule.messages[draft.message];
  if (template === undefined) throw new Error(`rule ${rule.id} has no message \`${draft.message}\``);
  const place = placeOf(draft);
  const assumptions = (draft.given ?? []).filter((a): a is Assumption => a !== undefined);
  const prevents = draft.prevents ?? rule.prevents;
  const claim = fill(template, data);
  const { source, start, end } = originOf(place.span);
  const server = place.directive && serverOf(place.directive);
  return {
    key: [rule.id, ...(draft.once ? [] : [source.path, start, end]), claim].join('\n'),
    rule: rule.id,
    category: rule.category,
    severity: draft.severity ?? rule.severity,
    confidence: weigh(draft.confidence ?? rule.confidence, assumptions),
    root,
    message: claim + conditions(assumptions),
    ...(draft.help !== undefined && { help: fill(draft.help, data) }),
    primary: { span: place.span, label: fill(draft.label ?? '', data) },
    related: relatedOf(draft, data),
    scope: place.directive ? scopeOf(place.directive) : [],
    ...(server !== undefined && { server }),
    directive: place.directive ? normalised(place.directive) : display(textOf(place.span)),
    occurrences: 1,
    ...(prevents && {
      prevents: { ...prevents, ...(prevents.log !== undefined && { log: fill(prevents.log, data) }) },
    }),
    ...(draft.nginx && { nginx: draft.nginx }),
    fixes: (draft.fixes ?? []).filter((fix) => fix !== undefined),
  };
}

/** Where a draft points, and the statement that it is about. */
export function placeOf({ at, in: directive }: Draft): {
  readonly span: Span;
  readonly directive: Directive | undefined;
} {
  return 'headSpan' in at ? { span: at.headSpan, directive: at } : { span: at, directive };
}

/** A template with `{name}` places filled from data, which is shown decoded and without control characters. */
function fill(template: string, data: Data): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = data[name];
    if (value === undefined) throw new Error(`no value for \`${whole}\` in \`${template}\``);
    return typeof value === 'number' ? String(value) : display(value);
  });
}

function relatedOf(draft: Draft, data: Data): readonly Labelled[] {
  const related: Labelled[] = [];
  for (const item of draft.related ?? []) {
    if (!item || related.some((r) => r.span.source === item.span.source && r.span.start === item.span.start)) continue;
    if (related.length < MAX_RELATED) related.push({ span: item.span, label: fill(item.label, data) });
  }
  return related;
}

/** More places than this help nobody; the message says how many there are. */
const MAX_RELATED = 5;

/** One step down for a level that is not here (two for a bare location); medium at most when the version decides. */
function weigh(confidence: Confidence, assumptions: readonly Assumption[]): Confidence {
  const steps = Math.max(0, ...assumptions.map((a) => a.unseenOuter));
  let weighed = confidence;
  for (let i = 0; i < steps; i++) weighed = LOWER[weighed];
  if (weighed === 'high' && assumptions.some((a) => a.versions !== undefined)) weighed = 'medium';
  return weighed;
}

function conditions(assumptions: readonly Assumption[]): string {
  const versions = new Set(assumptions.flatMap((a) => a.versions ?? []));
  const outer = new Set(assumptions.filter((a) => a.unseenOuter > 0).map((a) => `\`${a.directive}\``));
  const version = versions.size > 0 ? ` (nginx ${[...versions].join(', ')})` : '';
  return version + (outer.size > 0 ? `, unless an outer level sets ${[...outer].join(' or ')}` : '');
}

/** Blocks around a statement that are told; 10,000 are legal. */
const MAX_SCOPE = 64;

/**
 * The blocks around a statement, from the outside in: `http`, `server api.example.com`, `location /`. Of very many the inner
 * ones, after a `…`.
 */
export function scopeOf(directive: Directive): readonly string[] {
  const scope: string[] = [];
  for (let block = directive.parent; block; block = block.parent) {
    if (scope.length === MAX_SCOPE) return [...scope, '…'].reverse();
    const names = block.name === 'server' ? block.children.find((d) => d.name === 'server_name')?.args : block.args;
    scope.push(
      display([block.name, ...(block.name === 'server' ? (names ?? []).slice(0, 1) : (names ?? []))].join(' ')),
    );
  }
  return scope.reverse();
}

function normalised(directive: Directive): string {
  return fromByteString([directive.name, ...directive.args].join(' '));
}

/** What the server block around a statement, or the one that it opens, is called. */
function serverOf(directive: Directive): string | undefined {
  for (let block: Directive | null | undefined = directive; block; block = block.parent) {
    if (block.name !== 'server' || !block.isBlock) continue;
    const first = (name: string): string | undefined => block?.children.find((d) => d.name === name)?.args[0];
    const [name, listen] = [first('server_name'), first('listen')];
    if (name !== undefined && name !== '' && name !== '_') return display(name);
    return `listen ${listen === undefined ? '80' : display(listen)}`;
  }
  return undefined;
}
