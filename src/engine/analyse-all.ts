/** Which configurations are judged, each once, and with what around them? */
import path from 'node:path/posix';
import { type BindingsCache, createBindingsCache, discoverBindings } from '../bindings/index.ts';
import { SourceText } from '../text/index.ts';
import type { ConfigTree, ParsedFiles } from '../tree/index.ts';
import { type Analysis, analyse } from './analyse.ts';
import { analyseHeld, type Judged } from './analyse-held.ts';
import type { CheckRequest } from './check.ts';
import { type Candidate, namedHolder } from './inputs.ts';
import { nginxOf } from './nginx-of.ts';
import { assertText } from './text-kind.ts';

/**
 * Judges each file once, in context where there is one: main configurations first, then the fragments that none of them
 * includes; a fragment that another one includes is judged there.
 */
export function analyseAll(
  candidates: readonly Candidate[],
  request: CheckRequest,
  show: (p: string) => string,
  parsed: ParsedFiles,
): Judged {
  const { fs, cwd } = request;
  const cache = createBindingsCache();
  const judged = new Map<string, { readonly analysis: Analysis; readonly files: ReadonlySet<string> }>();
  const covered = new Set<string>();
  const held: Judged[] = [];
  const isOnly = candidates.length + (request.texts?.length ?? 0) === 1;
  const run = (absolute: string, real: string, source?: SourceText): void => {
    const analysis = analyse({
      fs,
      path: absolute,
      ...(source && { source }),
      parsed,
      displayPath: show,
      prefix: request.prefix === undefined ? undefined : path.resolve(cwd, request.prefix),
      pathMap: (request.pathMap ?? []).map(({ from, to }) => ({ from, to: path.resolve(cwd, to) })),
      context: request.context?.at(-1) as ConfigTree['statements'][number]['context'] | undefined,
      ...nginxOf(request, source ? undefined : { request: around(request, absolute, show), cache }),
      rules: request.rules,
      onFailure: request.onFailure,
      observer: request.observer,
      bindings: (tree) => (request.bindings === false ? undefined : bindingsAround(request, tree, show, cache)),
    });
    // where there is nothing else to judge, nobody asks which files have been
    const read = isOnly ? [] : analysis.tree.files;
    const files = new Set(read.map((file) => (file.path === absolute ? real : fs.realpath(file.path))));
    for (const file of files) {
      covered.add(file);
      // it was taken for a root because its name comes first; two that include one another stay
      const earlier = file === real ? undefined : judged.get(file);
      if (earlier?.analysis.tree.isFragment && !earlier.files.has(real)) judged.delete(file);
    }
    judged.set(real, { analysis, files });
  };

  for (const c of candidates)
    if (c.holder) held.push(analyseHeld(c.holder, request, { request: around(request, c.path, show), cache }));
  for (const c of candidates) if (c.isMain && (c.isNamed || !covered.has(c.real))) run(c.path, c.real);
  for (const c of candidates) if (!c.isMain && !c.holder && !covered.has(c.real)) run(c.path, c.real);
  for (const { name, bytes } of request.texts ?? []) {
    assertText(bytes, name);
    const source = SourceText.fromBytes(name, bytes);
    const holder = namedHolder(source);
    if (holder) held.push(analyseHeld(holder, request));
    // a text may have the name of a file that is judged as well: it is not that file
    else run(path.resolve(cwd, name), `text ${name}`, source);
  }
  return {
    analyses: [...[...judged.values()].map(({ analysis }) => analysis), ...held.flatMap((h) => h.analyses)],
    notes: held.flatMap((h) => h.notes),
  };
}

function bindingsAround(request: CheckRequest, tree: ConfigTree, show: (p: string) => string, cache: BindingsCache) {
  const nginxFiles = tree.files.map((f) => f.path);
  return discoverBindings({ ...around(request, tree.root.path, show), nginxFiles }, cache);
}

function around(request: CheckRequest, mainFile: string, display: (p: string) => string) {
  const { bindingsConfig: config, fs } = request;
  const root = namedRoot(request, mainFile);
  return { fs, mainFile, display, ...(config && { config }), ...(root !== undefined && { root }) };
}

/** The widest named directory around a configuration: the project, as the user sees it. */
function namedRoot({ fs, cwd, paths }: CheckRequest, file: string): string | undefined {
  const around = paths
    .map((p) => path.resolve(cwd, p))
    .filter((p) => file.startsWith(p === '/' ? p : `${p}/`) && fs.stat(p)?.kind === 'directory');
  return around.sort((a, b) => a.length - b.length)[0];
}
