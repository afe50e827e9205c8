/** Which compose project does the output of `docker compose config` describe, and which files here are its files there? */
import path from 'node:path/posix';
import type { FileSystem } from '../../fs/index.ts';
import { SourceText } from '../../text/index.ts';
import { child, listAt, parseYaml, textAt, type YamlNode } from '../../yaml/index.ts';

/** A model that compose has put together; its absolute paths are those of a checkout here. */
export interface ComposeModel {
  /** The name under which it is loaded: a file of the project's directory, which need not be there. */
  readonly file: string;
  readonly source: SourceText;
}

/** Whether a text is such an output: compose writes the project's name into it, and every port in the long form. */
export function looksLikeComposeConfig(text: string): boolean {
  return /^(?:\{\s*)?"?name"?\s*:/.test(text.trimStart()) && /[\s{,"]services"?\s*:/.test(text);
}

/**
 * The model with the paths of the machine it was printed on made those below `root`: the directory there is the one of
 * which most paths lead to something here. Undefined when the text is no such model.
 */
export function composeModel(source: SourceText, file: string, root: string, fs: FileSystem): ComposeModel | undefined {
  const parsed = parseYaml(source);
  const services = parsed.kind === 'tree' ? child(parsed.root, 'services') : undefined;
  if (services?.kind !== 'map') return undefined;
  const there = directoryThere(pathsOf(services), root, fs);
  if (there === undefined) return { file: path.join(root, path.basename(file)), source };
  return { file: path.join(root, path.basename(file)), source: there === root ? source : moved(source, there, root) };
}

/** The absolute paths of builds and of mounts. */
function pathsOf(services: YamlNode): string[] {
  const nodes = services.kind === 'map' ? [...services.entries.values()].map(({ value }) => value) : [];
  const found = nodes.flatMap((service) => [
    child(child(service, 'build'), 'context'),
    ...listAt(child(service, 'volumes')).map((volume) => child(volume, 'source')),
  ]);
  return found.flatMap((node) => textAt(node)?.text ?? []).filter((text) => text.startsWith('/'));
}

/** Where the root was: the directory whose paths exist most often below the root. */
function directoryThere(paths: readonly string[], root: string, fs: FileSystem): string | undefined {
  const votes = new Map<string, number>();
  for (const full of new Set(paths)) {
    const parts = full.split('/').filter((part) => part !== '');
    for (let kept = 0; kept < parts.length; kept++) {
      if (!fs.stat(path.join(root, ...parts.slice(kept)))) continue;
      const directory = `/${parts.slice(0, kept).join('/')}`;
      votes.set(directory, (votes.get(directory) ?? 0) + 1);
      break;
    }
  }
  return [...votes].sort(([a, x], [b, y]) => y - x || b.length - a.length)[0]?.[0];
}

/** The text with another directory at the beginning of its paths. */
function moved(source: SourceText, from: string, to: string): SourceText {
  const runs: { source: SourceText; start: number; end: number; text?: string }[] = [];
  const isPart = (character: string | undefined) => character !== undefined && /[\w./-]/.test(character);
  let last = 0;
  for (let at = source.text.indexOf(from); at >= 0; at = source.text.indexOf(from, last)) {
    const end = at + from.length;
    const next = source.text[end];
    const isWhole = !isPart(source.text[at - 1]) && (next === '/' || !isPart(next));
    runs.push({ source, start: last, end: isWhole ? at : end });
    if (isWhole) runs.push({ source, start: at, end, text: to });
    last = end;
  }
  return SourceText.cut(source.path, [...runs, { source, start: last, end: source.length }]);
}
