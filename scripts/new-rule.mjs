// npm run new-rule -- CATEGORY RULE-ID [DIRECTORY]: a rule, its prose and its fixtures, ready to be filled in, written into
// this checkout or, for the tests, into another directory.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { importTypeScript } from './load-rules.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { CATEGORIES } = await importTypeScript(path.join(root, 'src/rule/finding.ts'));
const [category, id, target = root] = process.argv.slice(2);

function stop(message) {
  console.error(message);
  process.exit(2);
}

if (!category || !id) stop(`usage: npm run new-rule -- CATEGORY RULE-ID\ncategories: ${CATEGORIES.join(', ')}`);
if (!CATEGORIES.includes(category)) stop(`no category \`${category}\`; categories: ${CATEGORIES.join(', ')}`);
if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id)) stop(`\`${id}\` is no rule id: lower-case words joined by hyphens`);

const files = [
  [`rules/_template/rule.ts`, `rules/${category}/${id}.ts`],
  [`rules/_template/rule.md`, `rules/${category}/${id}.md`],
  [`rules/_template/bad.conf`, `fixtures/rules/${id}/bad.conf`],
  [`rules/_template/good.conf`, `fixtures/rules/${id}/good.conf`],
];
const existing = files.map(([, to]) => to).filter((to) => fs.existsSync(path.join(target, to)));
if (existing.length > 0) stop(`already there, nothing was written: ${existing.join(', ')}`);
for (const [from, to] of files) {
  const text = fs
    .readFileSync(path.join(root, from), 'utf8')
    .replaceAll('RULE-ID', id)
    .replaceAll('CATEGORY', category);
  fs.mkdirSync(path.dirname(path.join(target, to)), { recursive: true });
  fs.writeFileSync(path.join(target, to), text);
  console.log(`wrote ${to}`);
}
console.log(
  '\nnext: fill them in, add the rule to the table of test/rules/agreed.ts, then `npm run gen` and `npx vitest run test/rules`',
);
