// What is in effect for a file, and who says so; and that `check` does what is printed.
import { expect, test } from 'vitest';
import { CLEAN, run, WARNING } from './support.ts';

const FILES = {
  '/p/nginx.conf': CLEAN.replace('http {', 'http {\n    include sites/*.conf;'),
  '/p/sites/a.conf':
    'server {\n    listen 81;\n    location / {\n        proxy_connect_timeout 20s;\n        proxy_pass http://localhost:3000;\n    }\n}\n',
  '/p/.nginx-vet.yaml': `extends: [base/all.json, nginx-vet:strict]
nginxVersion: "1.28"
pathMap: {/etc/nginx: .}
ignore: ["*.bak"]
overrides:
  - files: sites/**
    minConfidence: high
    rules:
      proxy-connect-timeout-long: warning
      proxy-pass-localhost: off
`,
  '/p/base/all.json':
    '{"rules": {"proxy-connect-timeout-long": ["info", {"longerThan": "10s"}], "timeout-zero": "off"},\n "prefix": "..", "failOn": "error"}',
  '/p/sites/old.bak': '',
};

test('for people', async () => {
  const { out, code } = await run(['print-config', 'sites/a.conf', '--rule', 'upstream-unused=error'], {
    files: FILES,
  });
  expect(code).toBe(0);
  expect(`\n${out.replace(/\d+ of \d+ rules/, 'N of M rules')}`).toMatchInlineSnapshot(`
    "
    sites/a.conf
      settings of \`.nginx-vet.yaml\`, which builds on \`base/all.json\`

      nginxVersion        1.28     .nginx-vet.yaml:2
      edition             not set
      prefix              .        base/all.json:2
      pathMap /etc/nginx  .        .nginx-vet.yaml:3
      preset              strict   .nginx-vet.yaml:1 (extends)
      minConfidence       high     .nginx-vet.yaml:7 (overrides[0])
      failOn              error    base/all.json:2
      baseline            not set
      bindings            not set

    rules that are named
      upstream-unused             error    command line
      proxy-pass-localhost        off      .nginx-vet.yaml:10 (overrides[0])
      proxy-connect-timeout-long  warning  .nginx-vet.yaml:9 (overrides[0])   longerThan: "10s" from base/all.json:1
      timeout-zero                off      base/all.json:1

    N of M rules are on; --all lists them
    "
  `);
});

test('the confidence asked of the rules about bindings, where it is another', async () => {
  const files = { '/p/nginx.conf': CLEAN, '/p/.nginx-vet.yaml': 'bindings:\n  minConfidence: low\n' };
  const values = async (...more: readonly string[]) => {
    const { out } = await run(['print-config', 'nginx.conf', '-f', 'json', ...more], { files });
    return JSON.parse(out).values['bindings.minConfidence'];
  };
  expect(await values()).toEqual({ value: 'low', from: { file: '.nginx-vet.yaml', line: 2, column: 18 } });
  expect(await values('--min-confidence', 'high')).toBeUndefined();
});

test('as JSON, for another file', async () => {
  const { out } = await run(['print-config', 'nginx.conf', '-f', 'json'], { files: FILES });
  const { settings, values, rules, ignoredBy } = JSON.parse(out);
  expect([settings, ignoredBy]).toEqual([['.nginx-vet.yaml', 'base/all.json'], null]);
  expect(values.minConfidence).toEqual({ value: 'medium', from: 'default' });
  expect(values.preset.from).toEqual({ file: '.nginx-vet.yaml', line: 1, column: 26, part: 'extends' });
  expect(values.prefix).toEqual({ value: '.', from: { file: 'base/all.json', line: 2, column: 12 } });
  expect(rules['proxy-connect-timeout-long']).toEqual({
    level: 'info',
    severity: 'info',
    from: { file: 'base/all.json', line: 1, column: 42 },
    options: { longerThan: '10s' },
    optionsFrom: { file: 'base/all.json', line: 1, column: 42 },
  });
  expect(rules['proxy-pass-localhost']).toMatchObject({ level: 'on', severity: 'warning' });
  expect(rules['timeout-zero'].level).toBe('off');
});

test('check does what is printed', async () => {
  const { out, code } = await run(['check', 'nginx.conf', '-f', 'json'], { files: FILES });
  const found = JSON.parse(out).findings.map((f: Record<string, unknown>) => `${f.file} ${f.rule} ${f.severity}`);
  expect(found).toContain('sites/a.conf proxy-connect-timeout-long warning');
  expect(found.filter((line: string) => /localhost/.test(line))).toEqual([]);
  expect(code).toBe(0); // failOn: error
  const elsewhere = { ...FILES, '/p/sites/a.conf': 'gzip on;\n', '/p/nginx.conf': WARNING };
  const other = await run(['check', 'nginx.conf', '-f', 'json'], { files: elsewhere });
  expect(other.out).toContain('proxy-pass-localhost');
});

test('a file that is left out, no settings, all rules', async () => {
  const { out } = await run(['print-config', 'sites/old.bak'], { files: FILES });
  expect(out).toContain('nothing is reported on it: `ignore` at .nginx-vet.yaml:4');
  const plain = await run(['print-config', 'nginx.conf', '--all']);
  expect(plain.out).toContain('no settings file');
  expect(plain.out).toMatch(/ {2}client-max-body-size +off +default +atLeast: "0"\n/);
});

test('what cannot be told', async () => {
  const said = async (...argv: string[]) => (await run(['print-config', ...argv], { files: FILES })).err;
  expect(await said('sites')).toContain('`sites`: that is a directory');
  expect(await said('nope.conf')).toContain('`nope.conf`: no such file');
  expect(await said('nginx.conf', '--rule', 'x=off')).toContain('there is no rule `x`');
  expect(await said()).toContain('needs more arguments');
  const broken = { ...FILES, '/p/base/all.json': '{"rulez": {}}' };
  expect((await run(['print-config', 'nginx.conf'], { files: broken })).err).toContain('did you mean `rules`?');
});
