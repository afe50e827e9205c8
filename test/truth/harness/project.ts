// Turns the templates of a fixture into a project directory with real ports and paths in it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const FIXTURES = fileURLToPath(new URL('../../../fixtures/truth/', import.meta.url));

export type Values = Readonly<Record<string, string | number>>;

// nginx opens these at start whether it needs them or not, and a package's own are often writable by root alone.
const TEMP_PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
  (each) => `${each}_temp_path temp/${each};\n`,
);

export function filesOf(fixture: string): string[] {
  const entries = readdirSync(join(FIXTURES, fixture), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(join(FIXTURES, fixture).length + 1)).sort();
}

export const readTemplate = (fixture: string, file: string): string =>
  readFileSync(join(FIXTURES, fixture, file), 'utf8');

function fill(text: string, values: Values, file: string): string {
  return text.replace(/@([A-Z][A-Z_]*)@/g, (mark, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${file}: nobody gave a value for ${mark}`);
    return String(value);
  });
}

/** Writes the filled-in fixture to `into`; `conf` is the file nginx will be started with. */
export function render(fixture: string, conf: string, into: string, values: Values): void {
  for (const file of filesOf(fixture)) {
    const target = join(into, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, fill(readTemplate(fixture, file), { ...values, DIR: into }, `${fixture}/${file}`));
  }
  writeFileSync(join(into, dirname(conf), 'temp-paths.conf'), TEMP_PATHS.join(''));
}
