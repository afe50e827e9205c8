/** Which files do the relative paths of a compose file mean? (compose-go: paths/resolve.go) */
import path from 'node:path/posix';
import { builder, child, type Mapped, type YamlEntry, type YamlNode } from '../../yaml/index.ts';

/** A service whose relative paths start from `directory`, so that it can be merged with one of another directory. */
export function absoluteService(service: YamlNode, directory: string): YamlNode {
  return changed(service, {
    build: (build) =>
      build.kind === 'scalar' ? absolute(build, directory) : changed(build, { context: (c) => absolute(c, directory) }),
    env_file: (files) => {
      const file = (item: YamlNode) =>
        item.kind === 'map' ? changed(item, { path: (p) => absolute(p, directory) }) : absolute(item, directory);
      return files.kind === 'list' ? { ...files, items: files.items.map(file) } : file(files);
    },
    volumes: (volumes) =>
      volumes.kind === 'list' ? { ...volumes, items: volumes.items.map((item) => mount(item, directory)) } : volumes,
    extends: (parent) => changed(parent, { file: (file) => absolute(file, directory) }),
  });
}

/** A top-level config, secret or volume whose relative paths start from `directory`. */
export function absoluteResource(resource: YamlNode, directory: string): YamlNode {
  return changed(resource, {
    file: (file) => absolute(file, directory),
    driver_opts: (options) => changed(options, { device: (device) => absolute(device, directory) }),
  });
}

function mount(item: YamlNode, directory: string): YamlNode {
  if (item.kind === 'scalar') return /^\./.test(item.value.text) ? absolute(item, directory) : item;
  const type = child(item, 'type');
  if (type?.kind !== 'scalar' || type.value.text !== 'bind') return item;
  const join = (source: YamlNode) => absolute(source, directory);
  return changed(item, { source: join, src: join });
}

/** The path with the directory before it; one that begins with a variable may be absolute. */
function absolute(node: YamlNode, directory: string): YamlNode {
  if (node.kind !== 'scalar' || node.isNull || /^(?:[/~\uffff$]|[a-z]+:\/\/|git@)/.test(node.value.text)) return node;
  return { ...node, value: prefixed(node.value, directory.endsWith('/') ? directory : `${directory}/`) };
}

/** The text with another one before it that stands nowhere. */
function prefixed(m: Mapped, prefix: string): Mapped {
  const out = builder(m.source, m.at);
  const at = m.from[0] ?? m.at;
  out.put(path.normalize(prefix), at, at);
  for (let i = 0; i < m.text.length; i++) out.copy(m, i);
  return out.done();
}

function changed(node: YamlNode, changes: Readonly<Record<string, (value: YamlNode) => YamlNode>>): YamlNode {
  if (node.kind !== 'map') return node;
  const entries = new Map<string, YamlEntry>();
  for (const [key, entry] of node.entries) {
    const change = Object.hasOwn(changes, key) ? changes[key] : undefined;
    entries.set(key, change ? { key: entry.key, value: change(entry.value) } : entry);
  }
  return { ...node, entries };
}
