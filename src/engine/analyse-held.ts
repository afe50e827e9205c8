/** What do the rules find in the configurations that another file holds? */
import path from 'node:path/posix';
import { type BindingsCache, type BindingsRequest, discoverBindings } from '../bindings/index.ts';
import { type Embedded, type Holder, leftOver } from '../embedded/index.ts';
import { memoryFileSystem } from '../fs/index.ts';
import type { Finding } from '../rule/index.ts';
import type { ConfigTree } from '../tree/index.ts';
import { type Analysis, analyse } from './analyse.ts';
import type { CheckRequest } from './check.ts';
import { nginxOf } from './nginx-of.ts';
import { unreadableFinding } from './not-searched.ts';

export interface Judged {
  readonly analyses: readonly Analysis[];
  /** What there is to say besides. */
  readonly notes: readonly Finding[];
}

/** What is around a holder that is a file, and what was read there. */
export interface Around {
  readonly request: Omit<BindingsRequest, 'nginxFiles'>;
  readonly cache: BindingsCache;
}

/**
 * Judges what is in `holder`. The files of a dump are some of another machine's: no app is looked for around them. A
 * ConfigMap's values belong to the objects beside it.
 */
export function analyseHeld(holder: Holder, request: CheckRequest, around?: Around): Judged {
  const analyses =
    holder.kind === 'dump'
      ? analyseDump(holder, request)
      : analyseParts(holder, request, holder.kind === 'yaml' && request.bindings !== false ? around : undefined);
  return { analyses, notes: [...problemOf(holder, request), ...cutOffIn(holder, request)] };
}

function analyseParts(
  { configurations }: Holder,
  request: CheckRequest,
  around: Around | undefined,
): readonly Analysis[] {
  return configurations.map((embedded) => judge(embedded, request, around));
}

function analyseDump(dump: Holder, request: CheckRequest): readonly Analysis[] {
  let main = dump.configurations[0]!;
  let analysis = judge(main, request);
  let left = leftOver(dump, main, analysis.tree);
  // read again with fewer headers
  while (left[0] && left[0].texts !== main.texts) {
    [main] = left as [Embedded];
    analysis = judge(main, request);
    left = leftOver(dump, main, analysis.tree);
  }
  const analyses = [analysis];
  const reached = new Set<string>();
  for (const part of left) {
    if (reached.has(part.path)) continue;
    const own = judge(part, request);
    for (const file of own.tree.files) reached.add(path.normalize(file.path));
    analyses.push(own);
  }
  return analyses.map((a) => ({ ...a, findings: a.findings.map(forTheOriginal) }));
}

/** The files themselves lie on another machine: a change of them is told, and nobody makes it here. */
function forTheOriginal(finding: Finding): Finding {
  return { ...finding, fixes: finding.fixes.map((fix) => ({ ...fix, safety: 'suggestion' as const })) };
}

function judge(embedded: Embedded, request: CheckRequest, around?: Around): Analysis {
  const { path: root, texts, context, isFragment, cutOff } = embedded;
  const given = request.context?.at(-1) as ConfigTree['statements'][number]['context'] | undefined;
  const at = texts.get(root)?.pieces[0]?.originStart;
  const held = around && at !== undefined && { ...around, request: { ...around.request, heldAt: at } };
  return analyse({
    fs: memoryFileSystem(Object.fromEntries([...texts.keys()].map((name) => [name, '']))),
    path: root,
    displayPath: (name) => name,
    texts,
    isElsewhere: true,
    prefix: request.prefix === undefined ? undefined : path.resolve(request.cwd, request.prefix),
    context: context ?? given,
    ...(isFragment !== undefined && { isFragment }),
    ...(cutOff !== undefined && { cutOff }),
    ...nginxOf(request, held),
    rules: request.rules,
    onFailure: request.onFailure,
    observer: request.observer,
    bindings: () => (held ? discoverBindings({ ...held.request, nginxFiles: [] }, held.cache) : undefined),
  });
}

function problemOf({ source, problem }: Holder, { rules }: CheckRequest): readonly Finding[] {
  if (!problem) return [];
  return unreadableFinding(rules, {
    span: problem.span ?? source.span(0, 0),
    severity: 'warning',
    message: `\`${source.path}\` is no valid YAML: ${problem.why}`,
    help: 'only what could be recognised as nginx text was read of it',
  });
}

function cutOffIn({ source, configurations }: Holder, { rules }: CheckRequest): readonly Finding[] {
  return configurations.flatMap(({ cutOff, texts }) => {
    const text = cutOff === undefined ? undefined : texts.get(cutOff);
    if (!text) return [];
    return unreadableFinding(rules, {
      span: text.span(text.length, text.length),
      severity: 'warning',
      message: `\`${source.path}\` ends in the middle of \`${text.path}\`: what follows is not known`,
      help: 'make it again, all of what `nginx -T` prints',
    });
  });
}
