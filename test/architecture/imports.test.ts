/** Does the program keep to the rooms and directions of its design, and does every file look as a file should? */
import { describe, expect, it } from 'vitest';
import { roomOf, sourceFiles, targetOf } from './source-files.ts';

const files = sourceFiles();

/**
 * What each room may import. text ← syntax ← tree ← validate, model ← rule ← rules ← engine ← fix, report ← cli; the leaves
 * know nothing of nginx-vet (fs, pcre, catalog, text).
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  fs: [],
  text: [],
  pcre: [],
  catalog: [],
  version: ['package.json'],
  'package.json': [],
  syntax: ['text'],
  crossplane: ['text', 'syntax', 'fs', 'tree', 'catalog'],
  tree: ['text', 'syntax', 'fs', 'catalog'],
  validate: ['text', 'syntax', 'tree', 'fs', 'catalog', 'pcre'],
  model: ['text', 'syntax', 'tree', 'catalog', 'pcre'],
  config: ['text', 'fs', 'yaml'],
  yaml: ['text'],
  bindings: ['text', 'fs', 'yaml'],
  errorlog: ['text', 'model', 'catalog'],
  rule: ['text', 'syntax', 'tree', 'validate', 'model', 'catalog', 'pcre', 'bindings'],
  rules: ['rule'],
  redact: ['text'],
  suppress: ['text', 'fs', 'syntax', 'yaml', 'config', 'redact', 'rule'],
  embedded: ['text', 'fs', 'yaml', 'tree'],
  engine: [
    'text',
    'fs',
    'tree',
    'embedded',
    'validate',
    'model',
    'catalog',
    'bindings',
    'rule',
    'rules',
    'suppress',
    'config',
    'version',
  ],
  fix: ['text', 'fs', 'syntax', 'tree', 'catalog', 'model', 'rule', 'engine'],
  report: ['text', 'redact', 'rule', 'suppress', 'engine', 'version'],
  cli: [
    ...['text', 'syntax', 'fs', 'yaml', 'tree', 'model', 'catalog', 'crossplane', 'config', 'bindings', 'errorlog'],
    ...['rule', 'rules', 'suppress', 'engine', 'fix', 'report', 'version'],
  ],
  testing: ['text', 'fs', 'catalog', 'rule', 'engine'],
  main: ['cli', 'version'],
  bin: ['main', 'fs'],
  index: ['text', 'syntax', 'fs', 'config', 'tree', 'catalog', 'rule', 'rules', 'engine', 'fix', 'report', 'version'],
};

/** Breaches that exist, each with its reason; one that is gone must leave the list. */
const TOLERATED: ReadonlyMap<string, string> = new Map([
  ['src/index.ts: touches process', 'the library’s default working directory'],
  ['src/cli/plugins.ts: (computed)', 'plugins that the user names, by --plugin or in the settings'],
]);
const met = new Set<string>();

function breaches(find: (file: (typeof files)[number]) => readonly string[]): readonly string[] {
  const found = files.flatMap((file) => find(file).map((what) => `${file.path}: ${what}`));
  for (const what of found) if (TOLERATED.has(what)) met.add(what);
  return found.filter((what) => !TOLERATED.has(what));
}

/** Imports of a file that lead into the project. */
function inside(file: (typeof files)[number]): readonly string[] {
  return file.imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => targetOf(file.path, specifier));
}

it('has files to look at', () => {
  expect(files.length).toBeGreaterThan(100);
});

describe('rooms', () => {
  it('are all known', () => {
    expect(breaches((file) => (roomOf(file.path) in ALLOWED ? [] : [`unknown room ${roomOf(file.path)}`]))).toEqual([]);
  });

  it('import only what the design allows', () => {
    const found = breaches((file) => {
      const room = roomOf(file.path);
      const allowed = [room, ...(ALLOWED[room] ?? [])];
      return inside(file)
        .filter((target) => !allowed.includes(roomOf(target)))
        .map((target) => `${room} may not import ${target}`);
    });
    expect(found).toEqual([]);
  });

  it('are entered by their doors', () => {
    const found = breaches((file) =>
      inside(file)
        .filter((target) => roomOf(target) !== roomOf(file.path))
        .filter((target) => target.split('/').length > 2 && !/^(?:src\/[a-z]+|rules)\/index\.ts$/.test(target))
        // prose is a chunk of its own, loaded when somebody wants to read it; the command line is put together in main
        .filter(
          (target) =>
            target !== 'rules/prose.generated.ts' && !(file.path === 'src/main.ts' && target.startsWith('src/cli/')),
        )
        .map((target) => `goes past the door to ${target}`),
    );
    expect(found).toEqual([]);
  });

  it('have no circles among them', () => {
    const seen = new Set<string>();
    const path: string[] = [];
    const visit = (room: string): void => {
      expect(path).not.toContain(room);
      if (seen.has(room)) return;
      path.push(room);
      for (const next of ALLOWED[room]!) visit(next);
      path.pop();
      seen.add(room);
    };
    for (const room of Object.keys(ALLOWED)) visit(room);
  });

  it('meet the bindings in the views only', () => {
    const views = /^src\/rule\/(?:view|dials|index)\.ts$|^src\/(?:engine|cli|bindings)\//;
    const found = breaches((file) =>
      views.test(file.path)
        ? []
        : inside(file)
            .filter((target) => roomOf(target) === 'bindings')
            .map((target) => `imports ${target}`),
    );
    expect(found).toEqual([]);
  });
});

describe('the world outside', () => {
  it('is the file system’s in src/fs and src/bin.ts only', () => {
    const found = breaches((file) =>
      /^src\/fs\/|^src\/bin\.ts$/.test(file.path)
        ? []
        : file.imports.filter((name) => /^(?:node:)?(?:fs|child_process|net|http|https|dns)(?:\/|$)/.test(name)),
    );
    expect(found).toEqual([]);
  });

  it('is the process’s in src/bin.ts, src/main.ts and src/cli only', () => {
    const found = breaches((file) => {
      if (/^src\/(?:bin|main)\.ts$|^src\/cli\//.test(file.path)) return [];
      return [
        ...['process', 'console'].filter((name) => file.globals.has(name)).map((name) => `touches ${name}`),
        ...file.imports.filter((name) => /^(?:node:)?(?:process|os|tty|worker_threads)$/.test(name)),
      ];
    });
    expect(found).toEqual([]);
  });

  it('executes nothing: no import is computed, nothing is evaluated', () => {
    const found = breaches((file) => [
      ...file.imports.filter((name) => name === '(computed)'),
      ...(/\beval\(|new Function\(/.test(file.text) ? ['evaluates'] : []),
    ]);
    expect(found).toEqual([]);
  });
});

describe('files', () => {
  it('have fewer than 400 lines', () => {
    expect(breaches(({ text }) => (text.split('\n').length > 400 ? [`${text.split('\n').length} lines`] : []))).toEqual(
      [],
    );
  });

  it('have names in kebab-case', () => {
    expect(
      breaches((file) =>
        /^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)+[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(file.path) ? [] : ['odd name'],
      ),
    ).toEqual([]);
  });

  it('begin by saying what they are about', () => {
    // doors say nothing; a rule's prose stands beside it
    const found = breaches((file) =>
      file.isDoor || roomOf(file.path) === 'rules' || /^(?:#!.*\n)?\/\*\*[\s*]+\S/.test(file.text)
        ? []
        : ['no doc comment'],
    );
    expect(found).toEqual([]);
  });

  it('spread no collection into the arguments of a call: some hundred thousand are more than a stack takes', () => {
    const found = breaches((file) => file.text.match(/\.(?:push|unshift|concat)\(\.\.\..*/g) ?? []);
    expect(found).toEqual([]);
  });

  it('import with their extension', () => {
    const found = breaches((file) =>
      file.imports.filter((name) => name.startsWith('.') && !/\.(?:ts|js|json)$/.test(name)),
    );
    expect(found).toEqual([]);
  });
});

// last in the file: the others have looked by then
it('tolerates only what is there', () => {
  expect([...TOLERATED.keys()].filter((what) => !met.has(what))).toEqual([]);
});
