/** Is a file one that holds nginx texts: an `nginx -T` dump, a Kubernetes file, a Markdown page? */
import type { SourceText } from '../text/index.ts';
import { readDump } from './dump.ts';
import { mayHoldNginx, readKubernetes } from './kubernetes.ts';
import { readMarkdown } from './markdown.ts';
import type { Holder } from './types.ts';

/** `nginx.yaml`, and what a template engine makes one of: `nginx.yaml.erb`. */
const YAML = /\.ya?ml(?:\.\w+)?$/i;
const MARKDOWN = /\.(?:md|markdown)$/i;

/** By name and content; undefined for a file that is to be read as nginx text itself. */
export function holderOf(source: SourceText): Holder | undefined {
  const dump = readDump(source);
  if (dump) return dump;
  if (MARKDOWN.test(source.path)) return readMarkdown(source);
  const { text } = source;
  const isYaml = YAML.test(source.path) || (/^["']?apiVersion["']?:/m.test(text) && /^["']?kind["']?:/m.test(text));
  return isYaml ? readKubernetes(source) : undefined;
}

/** Could a file that a directory has be one? By name, then by a cheap look at its text. Markdown is named or left alone. */
export function mayBeHolder(name: string): boolean {
  return YAML.test(name) || /\.(?:txt|out|dump)$|(?:nginx|dump)[^/]*\.log$/i.test(name);
}

/** The holder that a directory search found; undefined where there is nothing in it. */
export function foundHolder(source: SourceText): Holder | undefined {
  const { path, text } = source;
  if (MARKDOWN.test(path)) return undefined;
  const holder = YAML.test(path) ? (mayHoldNginx(text) ? readKubernetes(source) : undefined) : readDump(source);
  return holder && holder.configurations.length > 0 ? holder : undefined;
}
