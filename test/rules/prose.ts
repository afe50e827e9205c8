// What do the .md files of the rules hold? Sections, and code blocks as configurations that can be run.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Rule } from '../../src/rule/index.ts';
import type { CaseOptions } from '../../src/testing/expectations.ts';
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

export function proseOf(rule: Pick<Rule, 'id' | 'category'>, root = ROOT): Prose {
  const file = `rules/${rule.category}/${rule.id}.md`;
  return parseProse(file, readFileSync(path.join(root, file), 'utf8'));
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
  return [...section.matchAll(/^```(\w+)[ \t]*([^\n]*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', file = '', text = '']) => ({
      language,
      file: file.trim() === '' ? undefined : file.trim(),
      text,
    }),
  );
}

/** Sections of the prose in their order; those in brackets may be absent. */
const SECTIONS = ['What it catches', 'Why', 'Bad', 'Good', '[Options]', '[Fix]', 'References'];

/** What is not as agreed about the prose of a rule, one sentence each. */
export function shapeProblems(rule: Rule, prose: Prose): readonly string[] {
  const problems: string[] = [];
  const need = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  const order = SECTIONS.map((s) => s.replace(/[[\]]/g, '')).filter((s) => prose.sections.has(s));
  need(prose.title === `# ${rule.id}`, 'the title is not the id');
  need([...prose.sections.keys()].join() === order.join(), `the sections are not ${order.join(', ')}`);
  for (const section of SECTIONS.filter((s) => !s.startsWith('['))) {
    need(prose.sections.has(section), `there is no section \`${section}\``);
  }
  need(
    prose.sections.has('Fix') === (rule.fixable === true),
    'a section `Fix` goes with `fixable: true`, and only with it',
  );

  need(
    prose.sections.has('Options') === (rule.options !== undefined),
    'a section `Options` goes with `options`, and only with them',
  );
  for (const [name, { default: value }] of Object.entries(rule.options ?? {})) {
    const shown = Array.isArray(value) ? JSON.stringify(value) : String(value);
    need(
      new RegExp(`^- \`${name}\` \\([a-z ]+, default \`${shown.replace(/[[\]]/g, '\\$&')}\`\\): [A-Z].+\\.$`, 'm').test(
        prose.sections.get('Options') ?? '',
      ),
      `the section \`Options\` does not tell \`${name}\` with its default \`${shown}\``,
    );
  }

  const [first = ''] = (prose.sections.get('What it catches') ?? '').split('\n\n');
  need(
    /^[A-Z`][\s\S]{30,240}?\.(?= |$)/.test(first),
    '`What it catches` has no first sentence that could stand in a table',
  );
  need((first.match(/\.(?:\s|$)/g) ?? []).length <= 2, '`What it catches` has more than two sentences');
  need(casesIn(prose, 'Bad').length > 0, 'there is no bad example');
  need(casesIn(prose, 'Good').length > 0, 'there is no good example');

  const withoutExamples = prose.text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  for (const url of withoutExamples.match(/\bhttps?:[^\s)>]+/g) ?? []) {
    need(
      /^https:\/\/nginx\.org\/en\/docs\/[\w/]+\.html(#\w+)?$/.test(url),
      `${url} is no page of nginx's documentation`,
    );
  }
  const references = prose.sections.get('References') ?? '';
  need(references.includes('https://nginx.org/'), 'the references name no page of nginx.org');
  for (const line of references.split('\n')) {
    need(
      /^- (?:nginx source: `?src\/|[\s\S]*https:)/.test(line),
      `this reference is neither a page nor a source file: ${line}`,
    );
  }
  for (const message of Object.values(rule.messages)) {
    need(
      /^(?:[a-z`{]|TLS |HTTP)[\s\S]*[^.]$/.test(message),
      `this message begins with a capital or ends with a full stop: ${message}`,
    );
  }
  return problems;
}

/**
 * The configurations of a section. A block without a file name is one by itself; blocks with names belong together until a
 * name comes a second time. A first line `# nginx 1.22.1` tells the version, `# nginx-vet --min-confidence low` shows findings
 * that are hidden otherwise.
 */
export function casesIn(prose: Prose, heading: string): readonly Case[] {
  const cases: Case[] = [];
  let files: Record<string, string> = {};
  const close = (): void => {
    if (Object.keys(files).length === 0) return;
    const main = Object.keys(files).find((name) => /(^|\/)nginx\.conf$/.test(name)) ?? Object.keys(files)[0]!;
    const first = files[main]!.split('\n', 1)[0]!;
    const version = /^# nginx (\d[\d.]*)$/m.exec(first)?.[1];
    const confidence = /^# nginx-vet --min-confidence (low)$/.exec(first)?.[1] as CaseOptions['confidence'];
    const name = `${prose.path}, ${heading} ${cases.length + 1}`;
    const options = { ...(version !== undefined && { version }), ...(confidence && { confidence }) };
    cases.push({ name, files, main, options });
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
