// What a settings file builds on: presets and files, who wins, and what is said when it cannot be had.
import { expect, test } from 'vitest';
import { inEffect } from '../../src/config/index.ts';
import { failure, load, picture } from './helpers.ts';

const NAME = '/w/.nginx-vet.yaml';

/** What the files say of a rule in `/w/nginx.conf`: level, options, and by whom. */
function said(files: Readonly<Record<string, string>>, rule: string, file = '/w/nginx.conf'): unknown {
  const found = inEffect(load(files).layers, file).rules.get(rule);
  return found && [found.level.value, found.options?.value, found.level.layer?.file];
}

const preset = (files: Readonly<Record<string, string>>) => inEffect(load(files).layers, '/w/nginx.conf').preset.value;

test('later ones win over earlier ones, the file over all of them', () => {
  const files = {
    [NAME]: 'extends: [a.yaml, sub/b.jsonc]\nrules: {proxy-pass-localhost: info}\n',
    '/w/a.yaml': 'rules: {proxy-buffer-size: error, proxy-pass-localhost: error}\nfailOn: error\n',
    '/w/sub/b.jsonc': '{"extends": "c.json", /* why */ "rules": {"proxy-buffer-size": "off"}}',
    '/w/sub/c.json': '{"failOn": "never", "nginxVersion": "1.28"}',
  };
  expect(said(files, 'proxy-pass-localhost')).toEqual(['info', undefined, NAME]);
  expect(said(files, 'proxy-buffer-size')).toEqual(['off', undefined, '/w/sub/b.jsonc']);
  const settings = load(files);
  expect(settings.config).toEqual({ failOn: 'never', nginxVersion: '1.28' });
  expect(settings.files.map(({ path }) => path)).toEqual(['/w/a.yaml', '/w/sub/c.json', '/w/sub/b.jsonc', NAME]);
  expect(settings.sayerOf(['failOn'])?.path).toBe('/w/sub/c.json');
  expect(settings.sayerOf(['prefix'])).toBeUndefined();
});

test('a level alone leaves options as they are, options replace all options', () => {
  const base = 'rules: {proxy-buffer-size: [info, {a: 1, b: 2}]}\n';
  const own = (setting: string) => ({
    [NAME]: `extends: a.yaml\nrules: {proxy-buffer-size: ${setting}}\n`,
    '/w/a.yaml': base,
  });
  // no rule of the tests has options of its own: these are taken as those of a plugin's rule
  const plugin = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, text.replace('proxy-buffer-size', 'my-rule')]),
    );
  expect(said(plugin(own('error')), 'my-rule')).toEqual(['error', { a: 1, b: 2 }, NAME]);
  expect(said(plugin(own('[error]')), 'my-rule')).toEqual(['error', { a: 1, b: 2 }, NAME]);
  expect(said(plugin(own('[error, {b: 3}]')), 'my-rule')).toEqual(['error', { b: 3 }, NAME]);
  expect(said(plugin(own('[on, {}]')), 'my-rule')).toEqual(['on', {}, NAME]);
});

test('presets count at their place', () => {
  expect(preset({ [NAME]: 'extends: nginx-vet:strict\n' })).toBe('strict');
  expect(preset({ [NAME]: 'extends: [nginx-vet:strict, nginx-vet:syntax]\n' })).toBe('syntax');
  expect(preset({ [NAME]: 'extends: [nginx-vet:strict, a.yaml]\n', '/w/a.yaml': 'preset: syntax\n' })).toBe('syntax');
  expect(preset({ [NAME]: 'extends: [nginx-vet:strict]\npreset: recommended\n' })).toBe('recommended');
  expect(preset({ [NAME]: 'extends: [a.yaml]\n', '/w/a.yaml': 'extends: nginx-vet:strict\nrules: {}\n' })).toBe(
    'strict',
  );
});

test('paths count from the file that says them', () => {
  const { config, ignored, plugins } = load({
    [NAME]:
      'extends: sub/a.yaml\npathMap: {/etc/nginx: here, /srv: srv}\nplugins: [./own.mjs]\nignore: ["*.bak", "!keep.bak"]\n',
    '/w/sub/a.yaml':
      'pathMap: {/var: var, /etc/nginx: there}\nprefix: ..\nbaseline: known.json\nplugins: [r.mjs, ../own.mjs]\nignore: [old/]\n',
  });
  expect(config).toEqual({
    pathMap: { '/etc/nginx': '/w/here', '/srv': '/w/srv', '/var': '/w/sub/var' },
    prefix: '/w',
    baseline: '/w/sub/known.json',
    plugins: ['/w/sub/r.mjs', '/w/own.mjs'],
  });
  // what is said here comes before what is extended: the first prefix that matches counts
  expect(Object.keys(config.pathMap!)).toEqual(['/etc/nginx', '/srv', '/var']);
  expect(plugins.map(({ path }) => path)).toEqual(config.plugins);
  const out = ['/w/sub/old/a.conf', '/w/old/a.conf', '/w/a.bak', '/w/x/a.bak', '/w/keep.bak', '/x/a.bak'];
  expect(out.filter(ignored)).toEqual(['/w/sub/old/a.conf', '/w/a.bak', '/w/x/a.bak']);
});

test('bindings come from one file as a whole, with its places', () => {
  const { config, sayerOf } = load({
    [NAME]: 'extends: a.yaml\n',
    '/w/a.yaml': 'bindings: {place: host}\n',
  });
  expect(config.bindings).toEqual({ place: 'host' });
  expect(sayerOf(['bindings'])?.path).toBe('/w/a.yaml');
});

test('the confidence asked of bindings goes with the bindings that count', () => {
  const base = { '/w/a.yaml': 'bindings: {place: host, minConfidence: low}\n' };
  const asked = (text: string) =>
    load({ [NAME]: text, ...base }).layers.flatMap(({ bindingsConfidence }) => bindingsConfidence ?? []);
  expect(asked('extends: a.yaml\n')).toEqual(['low']);
  expect(asked('extends: a.yaml\nbindings: {place: host}\n')).toEqual([]);
  expect(asked('extends: a.yaml\nbindings: {minConfidence: high}\n')).toEqual(['high']);
});

test('a file reached twice counts twice: at its last place', () => {
  const files = {
    [NAME]: 'extends: [a.yaml, b.yaml, a.yaml]\n',
    '/w/a.yaml': 'rules: {proxy-buffer-size: info}\n',
    '/w/b.yaml': 'rules: {proxy-buffer-size: error}\n',
  };
  expect(said(files, 'proxy-buffer-size')).toEqual(['info', undefined, '/w/a.yaml']);
});

test('everything wrong in every file, with the way to it', () => {
  const error = failure({
    [NAME]:
      'extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]\nrules: {proxy-bufer-size: off}\n',
    '/w/base/a.yaml': 'extends: c.json\nfailon: never\n',
    '/w/base/c.json': '{"rules": {"proxy-buffer-size": 2, "unheard-of": []},}',
    '/w/base/b.yaml': '{}',
    '/w/base/.nginx-vet.json': '{}',
    '/w/x.txt': '',
  });
  expect(picture(error)).toMatchInlineSnapshot(`
    "
    there is no preset \`nginx-vet:recomended\`
       ┌─ /w/.nginx-vet.yaml:1:24
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │                        ^^^^^^^^^^^^^^^^^^^^
       = did you mean \`nginx-vet:recommended\`?
    there is no file \`/w/strict\` to extend
       ┌─ /w/.nginx-vet.yaml:1:46
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │                                              ^^^^^^
       = did you mean the preset \`nginx-vet:strict\`?
    \`base\` is a directory
       ┌─ /w/.nginx-vet.yaml:1:54
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │                                                      ^^^^
       = name its settings file: \`base/.nginx-vet.json\`
    there is no file \`/w/base/b.yml\` to extend
       ┌─ /w/.nginx-vet.yaml:1:60
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │                                                            ^^^^^^^^^^
       = did you mean \`base/b.yaml\`?
    there is no preset \`nginx-vet:none\`
       ┌─ /w/.nginx-vet.yaml:1:72
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │                                                                        ^^^^^^^^^^^^^^
       = there is \`nginx-vet:syntax\`, \`nginx-vet:recommended\`, \`nginx-vet:strict\`
    \`/w/x.txt\` cannot be extended: the format of the settings is not known
       ┌─ /w/.nginx-vet.yaml:1:88
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │                                                                                        ^^^^^
       = name it \`.json\`, \`.jsonc\`, \`.yaml\` or \`.yml\`
    unknown rule \`proxy-bufer-size\`
       ┌─ /w/.nginx-vet.yaml:2:9
     2 │ rules: {proxy-bufer-size: off}
       │         ^^^^^^^^^^^^^^^^
       = did you mean \`proxy-buffer-size\`?
    unknown key \`failon\`
       ┌─ /w/base/a.yaml:2:1
     2 │ failon: never
       │ ^^^^^^
       ┌─ /w/.nginx-vet.yaml:1:11
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │           ----------- extended here
       = did you mean \`failOn\`?
    \`rules.proxy-buffer-size\` must be \`error\`, \`warning\`, \`info\`, \`off\` or \`on\`, not \`2\`
       ┌─ /w/base/c.json:1:33
     1 │ {"rules": {"proxy-buffer-size": 2, "unheard-of": []},}
       │                                 ^
       ┌─ /w/base/a.yaml:1:10
     1 │ extends: c.json
       │          ------ extended here
       ┌─ /w/.nginx-vet.yaml:1:11
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │           ----------- extended here
       = did you mean \`error\`?
    unknown rule \`unheard-of\`
       ┌─ /w/base/c.json:1:36
     1 │ {"rules": {"proxy-buffer-size": 2, "unheard-of": []},}
       │                                    ^^^^^^^^^^^^
       ┌─ /w/base/a.yaml:1:10
     1 │ extends: c.json
       │          ------ extended here
       ┌─ /w/.nginx-vet.yaml:1:11
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │           ----------- extended here
       = \`nginx-vet rules\` lists all of them
    a comma before \`}\`, which JSON does not have
       ┌─ /w/base/c.json:1:53
     1 │ {"rules": {"proxy-buffer-size": 2, "unheard-of": []},}
       │                                                     ^
       ┌─ /w/base/a.yaml:1:10
     1 │ extends: c.json
       │          ------ extended here
       ┌─ /w/.nginx-vet.yaml:1:11
     1 │ extends: [base/a.yaml, nginx-vet:recomended, strict, base, base/b.yml, nginx-vet:none, x.txt]
       │           ----------- extended here
       = remove it, or name the file \`.nginx-vet.jsonc\`
    "
  `);
});

test('circles are told once, with all that is in them', () => {
  const circle = failure({
    [NAME]: 'extends:\n  - a.yaml\n',
    '/w/a.yaml': 'extends: [nginx-vet:strict, b.yaml]\n',
    '/w/b.yaml': 'extends: ./.nginx-vet.yaml\n',
  });
  expect(picture(circle)).toMatchInlineSnapshot(`
    "
    settings extend one another in a circle: \`/w/.nginx-vet.yaml\` → \`/w/a.yaml\` → \`/w/b.yaml\` → \`/w/.nginx-vet.yaml\`
       ┌─ /w/b.yaml:1:10
     1 │ extends: ./.nginx-vet.yaml
       │          ^^^^^^^^^^^^^^^^^
       ┌─ /w/.nginx-vet.yaml:2:5
     2 │   - a.yaml
       │     ------ extended here
       ┌─ /w/a.yaml:1:29
     1 │ extends: [nginx-vet:strict, b.yaml]
       │                             ------ extended here
       = remove one of them
    "
  `);
  expect(picture(failure({ [NAME]: 'extends: .nginx-vet.yaml\n' }))).toMatchInlineSnapshot(`
    "
    \`/w/.nginx-vet.yaml\` extends itself
     1 │ extends: .nginx-vet.yaml
       │          ^^^^^^^^^^^^^^^
       = remove one of them
    "
  `);
  // the circle need not go through the first file
  const inner = failure({
    [NAME]: 'extends: a.yaml\n',
    '/w/a.yaml': 'extends: b.yaml\n',
    '/w/b.yaml': 'extends: a.yaml\n',
  });
  expect(inner.problems.map(({ message }) => message)).toEqual([
    'settings extend one another in a circle: `/w/a.yaml` → `/w/b.yaml` → `/w/a.yaml`',
  ]);
});

test('files that extend one another ever more often come to an end', () => {
  const files: Record<string, string> = { [NAME]: 'extends: [0.yaml, 0.yaml]\n', '/w/30.yaml': '{}' };
  for (let i = 0; i < 30; i++) files[`/w/${i}.yaml`] = `extends: [${i + 1}.yaml, ${i + 1}.yaml]\n`;
  expect(failure(files).problems[0]?.message).toBe('more than 200 files and presets are extended');
});

test('a file that cannot be read is no default', () => {
  expect(failure({ [NAME]: 'extends: a.yaml\n', '/w/a.yaml': null }).problems.map(({ message }) => message)).toEqual([
    '`/w/a.yaml` cannot be extended: the settings cannot be read: Permission denied',
  ]);
});
