/** Which files does a kustomization put together? (`resources` and the older `bases`; what it patches is not computed) */
import path from 'node:path/posix';
import { child, listAt, parseYaml, textAt, type YamlNode } from '../../yaml/index.ts';
import type { Reader } from '../reader.ts';

/** Files of which one makes a directory a kustomization (kustomize: konfig.RecognizedKustomizationFileNames). */
const NAME = /^(kustomization\.ya?ml|Kustomization)$/;

/** Kustomizations deeper in one another than this are a circle. */
const MAX_DEPTH = 10;

/** What changes objects on their way: names, ports and labels may be others in the end. */
const CHANGES = [
  ...['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements', 'vars', 'transformers', 'components'],
  ...['namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels', 'helmCharts', 'generators'],
];

export interface Kustomization {
  readonly directory: string;
  /** The files of objects, its own and those of the kustomizations it is built on. */
  readonly files: readonly string[];
  /** Something is patched, generated, or not in the project. */
  readonly isIncomplete: boolean;
}

/** The kustomizations among some files. */
export function kustomizations(files: readonly string[], reader: Reader): Kustomization[] {
  const known = new Set(files);
  const mains = files.filter((file) => NAME.test(path.basename(file)));
  const mainOf = new Map(mains.map((file) => [path.dirname(file), file]));
  return mains.map((main) => {
    const found = new Set<string>();
    let isIncomplete = false;
    const open = [{ main, depth: 0 }];
    const seen = new Set([main]);
    for (let next = open.pop(); next; next = open.pop()) {
      const root = rootOf(next.main, reader);
      if (!root || CHANGES.some((key) => child(root, key) !== undefined)) isIncomplete = true;
      for (const entry of ['resources', 'bases'].flatMap((key) => listAt(child(root, key)))) {
        const target = path.resolve(path.dirname(next.main), textAt(entry)?.text ?? '');
        const base = mainOf.get(target);
        if (base !== undefined && !seen.has(base) && next.depth < MAX_DEPTH) {
          seen.add(base);
          open.push({ main: base, depth: next.depth + 1 });
        } else if (known.has(target)) found.add(target);
        // a URL, or a directory that is none
        else if (base === undefined) isIncomplete = true;
      }
    }
    return { directory: path.dirname(main), files: [...found], isIncomplete };
  });
}

function rootOf(file: string, reader: Reader): YamlNode | undefined {
  const source = reader.read(file);
  if (!source) return undefined;
  const parsed = parseYaml(source);
  if (parsed.kind === 'tree') return parsed.root;
  reader.skip({ source, file, path: source.path, why: parsed.why, span: parsed.span ?? source.span(0, 0) });
  return undefined;
}
