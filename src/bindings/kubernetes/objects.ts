/** Which Kubernetes objects does a file hold? */
import path from 'node:path/posix';
import { child, listAt, parseYamlDocuments, spanOf, textAt, type YamlNode } from '../../yaml/index.ts';
import type { Reader } from '../reader.ts';
import { withoutTemplates } from '../templates.ts';
import type { KubeObject } from './types.ts';

/** Whether a text may hold some: a cheap look before the YAML is read. */
export function mayHoldObjects(text: string): boolean {
  return /^["']?apiVersion["']?[ \t]*:/m.test(text) && /^["']?kind["']?[ \t]*:/m.test(text) && KINDS.test(text);
}

const KINDS =
  /\b(Service|Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Pod|Job|CronJob|ConfigMap|List)\b/;

const MAX_SIZE = 256 * 1024;
/** Objects of one file beyond this number are generated. */
const MAX_OBJECTS = 2000;

export interface ObjectsOfFile {
  readonly objects: readonly KubeObject[];
  /** Documents that could not be read: templates of a chart, broken YAML. */
  readonly isIncomplete: boolean;
}

/**
 * The objects of a file; those of a `List` are its items. What a template fills in is a hole; a document that is no YAML
 * before it is filled in is left out and noted, templates once a directory.
 */
export function readObjects(file: string, reader: Reader): ObjectsOfFile {
  // any YAML file of the project is asked; what is too large for a declaration is none
  const size = reader.fs.stat(file)?.size ?? 0;
  const source = size > MAX_SIZE ? undefined : reader.read(file, true);
  if (!source || !mayHoldObjects(source.text)) return { objects: [], isIncomplete: false };
  const objects: KubeObject[] = [];
  let isIncomplete = false;
  const isTemplate = /\{\{|\{%|<%/.test(source.text);
  for (const parsed of parseYamlDocuments(source, withoutTemplates)) {
    if (parsed.kind === 'broken') {
      isIncomplete = true;
      const span = parsed.span ?? source.span(0, 0);
      const why = isTemplate ? `a template that another program fills in (${parsed.why})` : parsed.why;
      // of a chart one template speaks for all
      if (!isTemplate || !isToldOf(file, reader)) reader.skip({ source, file, path: source.path, why, span });
      continue;
    }
    const { root } = parsed;
    if (!root) continue;
    const isList = textAt(child(root, 'kind'))?.text.endsWith('List') === true;
    for (const node of isList ? listAt(child(root, 'items')) : [root]) {
      const object = objectOf(node, file);
      if (object && objects.length < MAX_OBJECTS) objects.push(object);
    }
  }
  return { objects, isIncomplete };
}

/** Whether another file of the directory was told to be a template that could not be read. */
function isToldOf(file: string, reader: Reader): boolean {
  const directory = `${path.dirname(file)}/`;
  return reader.skipped.some((one) => one.file.startsWith(directory) && one.why.startsWith('a template'));
}

function objectOf(node: YamlNode, file: string): KubeObject | undefined {
  const kind = textAt(child(node, 'kind'))?.text;
  const metadata = child(node, 'metadata');
  const name = textAt(child(metadata, 'name')) ?? textAt(child(metadata, 'generateName'));
  if (kind === undefined || !name) return undefined;
  const namespace = textAt(child(metadata, 'namespace'))?.text ?? '';
  return { kind, name: name.text, namespace, node, span: spanOf(name), file };
}

/** The labels under a node. */
export function labelsOf(node: YamlNode | undefined): Map<string, string> {
  const labels = new Map<string, string>();
  for (const [key, { value }] of node?.kind === 'map' ? node.entries : []) {
    if (value.kind === 'scalar') labels.set(key, value.value.text);
  }
  return labels;
}
