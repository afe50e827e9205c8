// What do the .md files of the rules hold? Sections, and code blocks as configurations that can be run.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Rule } from '../../src/rule/index.ts';
import { type Case, ROOT } from './support.ts';

export interface Block {
  /** `nginx`, `yaml`, `ini` … */
  readonly language: string;
  /** The file it is, where the info string names one. */
  readonly file: string | undefined;
  readonly text: string;
}

export interface Prose {
  readonly path: string;
  readonly text: string;
  readonly title: string;
  /** By heading, in the file's order. */
  readonly sections: ReadonlyMap<string, string>;
}

export function proseOf(rule: Pick<Rule, 'id' | 'category'>): Prose {
  const file = `rules/${rule.category}/${rule.id}.md`;
  return parseProse(file, readFileSync(path.join(ROOT, file), 'utf8'));
}

export function parseProse(file: string, text: string): Prose {
  const [head = '', ...parts] = text.split(/^## /m);
  const sections = new Map<string, string>();
  for (const part of parts) {
    const end = part.indexOf('\n');
    sections.set(part.slice(0, end).trim(), part.slice(end + 1).trim());
  }
  return { path: file, text, title: head.trim(), sections };
}

export function blocksIn(section: string): readonly Block[] {
  return [...section.matchAll(/^```(\w+)[ \t]*([^\n]*)\n([^]*?)^```$/gm)].map(([, language = '', file = '', text = '']) => ({
    language,
    file: file.trim() === '' ? undefined : file.trim(),
    text,
  }));
}

/**
 * The configurations of a section. A block without a file name is one by itself; blocks with names belong together until a
 * name comes a second time. A first line `# nginx 1.22.1` tells the version.
 */
export function casesIn(prose: Prose, heading: string): readonly Case[] {
  const cases: Case[] = [];
  let files: Record<string, string> = {};
  const close = (): void => {
    if (Object.keys(files).length === 0) return;
    const main = Object.keys(files).find((name) => /(^|\/)nginx\.conf$/.test(name)) ?? Object.keys(files)[0]!;
    const version = /^# nginx (\d[\d.]*)$/m.exec(files[main]!.split('\n', 1)[0]!)?.[1];
    const name = `${prose.path}, ${heading} ${cases.length + 1}`;
    cases.push({ name, files, main, options: version === undefined ? {} : { version } });
    files = {};
  };
  for (const { file = 'nginx.conf', language, text } of blocksIn(prose.sections.get(heading) ?? '')) {
    if (language === 'console' || language === 'text') continue;
    if (file in files) close();
    files[file] = text;
  }
  close();
  return cases;
}
