// XML read by a strict parser, and held against a schema by xmllint.
import { execFileSync, spawnSync } from 'node:child_process';
import { SaxesParser } from 'saxes';
import { expect } from 'vitest';
import { plain } from '../../src/report/cells.ts';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** Its own and that of all elements in it. */
  text: string;
}

/** The root element. Throws where the document is not well-formed. */
export function parseXml(document: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    for (const element of open) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(document).close();
  return root.children[0]!;
}

/** What XML can carry of a text. */
export function carried(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (c) => plain(c))
    .replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}

export const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

/** Fails unless the document is as the schema says. */
export function assertSchema(document: string, schema: string): void {
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--huge', '--schema', schema, '-'], {
    input: document,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '- validates\n']);
}

/** Whether xmllint says that it is not. */
export function breaksSchema(document: string, schema: string): boolean {
  try {
    execFileSync('xmllint', ['--noout', '--schema', schema, '-'], {
      input: document,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    return false;
  } catch {
    return true;
  }
}
