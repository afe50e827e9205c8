// Is the rest of a file understood after a mistake, and is the mistake told once, where a person would correct it?
import { describe, expect, it } from 'vitest';
import { broken, firstOf, meant, outline, placeOf, placesIn, reading } from './marked.ts';
import { CASES } from './recovery-cases.ts';

function each(files: Readonly<Record<string, string>>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, change(text)]));
}

describe('one mistake', () => {
  it.each(CASES.map((c) => [c.name, c.files] as const))('%s', (_, files) => {
    const now = each(files, broken);
    const { tree, errors } = reading(now);
    const places = Object.entries(files).flatMap(([name, text]) => placesIn(text).map((lines) => ({ name, lines })));
    // said once each, on its line
    const told = errors.map((d) => ({ place: placeOf(d), message: d.message }));
    expect(told).toHaveLength(places.length);
    for (const { name, lines } of places) {
      const here = told.filter(({ place: [path, line] }) => path === name && line >= lines[0] && line <= lines[1]);
      expect(here, `${name}:${lines[0]}: ${JSON.stringify(told)}`).not.toEqual([]);
    }
    // nginx's first words, and its line
    expect(errors[0]!.nginx).toEqual(firstOf(now)!.nginx);
    // the rest means what it was meant to mean
    const healthy = reading(each(files, meant));
    expect(healthy.errors).toEqual([]);
    expect(outline(tree)).toBe(outline(healthy.tree));
  });
});
