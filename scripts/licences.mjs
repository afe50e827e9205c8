// The licences of what is bundled into dist/: whoever passes the bundle on passes them on, too.
import fs from 'node:fs';
import path from 'node:path';

/** One section for each package whose code is among the inputs of an esbuild metafile. Throws where one has no licence text. */
export function licencesOf(inputs, root) {
  const directories = new Set(
    Object.keys(inputs).flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []),
  );
  const sections = [...directories].map((directory) => {
    const at = path.join(root, directory);
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(at, 'package.json'), 'utf8'));
    const file = fs.readdirSync(at).find((entry) => /^(?:licen[cs]e|copying)\b.*$/i.test(entry));
    if (file === undefined) throw new Error(`${directory} has no licence text`);
    return {
      name,
      text: `${name} ${version} (${license})\n\n${fs.readFileSync(path.join(at, file), 'utf8').trim()}\n`,
    };
  });
  sections.sort((a, b) => (a.name < b.name ? -1 : 1));
  const line = '-'.repeat(80);
  return `nginx-vet's program has code of these packages in it.\n\n${sections.map(({ text }) => `${line}\n${text}`).join('\n')}`;
}
