// What of a template is there only together with something else?
import { describe, expect, test } from 'vitest';
import { TemplateBranches } from '../../src/tree/template-branches.ts';
import { all, loadFiles } from './support.ts';

/** For each capital letter of the text how many branches are around it. */
function depths(text: string): string {
  const branches = new TemplateBranches(text);
  return [...text.matchAll(/[A-Z]/g)].map((m) => `${m[0]}${branches.around(m.index).length}`).join(' ');
}

describe('how deep', () => {
  test.each([
    ['A {{ if .x }} B {{ else if .y }} C {{- else }} D {{ end }} E', 'A0 B1 C1 D1 E0'],
    ['A {{- range .x }} {{ with .y }} B {{ end }} C {{ end -}} D', 'A0 B2 C1 D0'],
    ['A {% if x %} B {% elif y %} C {% endif %} D', 'A0 B1 C1 D0'],
    ['{% set a = 1 %} A {% for x in y %} {{ if }} B {% endfor %}', 'A0 B2'],
    ['{{#if x}} A {{else}} B {{^}} C {{/if}} D {{^y}} E {{/y}}', 'A1 B1 C1 D0 E1'],
    ['A <% if x %> B <% elsif y %> C <% else -%> D <% end %> E', 'A0 B1 C1 D1 E0'],
    ['A <%- list.each do |item| -%> B <% end %> C <%= x %> D', 'A0 B1 C0 D0'],
    ['A {{ end }} B {% endif %} C', 'A0 B0 C0'],
    ['A {{ value }} B', 'A0 B0'],
  ])('%s', (text, expected) => {
    expect(depths(text)).toBe(expected);
  });

  test('of text that opens thousands of blocks is not looked at to the end', () => {
    expect(new TemplateBranches('{{ if }}'.repeat(100_000)).around(800_000)).toHaveLength(65);
  });
});

describe('together with another statement', () => {
  const tree = loadFiles({
    '/app/nginx.conf':
      'a 1;\n{% if x %}\nb 1;\n{% if y %}\nc 1;\n{% endif %}\ninclude more;\n{% else %}\nd 1;\n{% endif %}\n{% if x %}\ne 1;\n{% endif %}\n',
    '/app/more': 'f 1; g 1;',
  });
  const named = (name: string) => all(tree.statements).find((d) => d.name === name)!;
  const isThereWith = (a: string, b: string) => named(a).isThereWith(named(b));

  test.each([
    ['a', 'b', true],
    ['b', 'a', false],
    ['b', 'c', true],
    ['c', 'b', false],
    ['b', 'd', false],
    ['d', 'b', false],
    ['e', 'b', false], // the same words are not known to mean the same
    ['b', 'f', true],
    ['f', 'b', true],
    ['f', 'a', false],
    ['f', 'g', true],
    ['d', 'f', false],
  ])('%s is there whenever %s is: %s', (a, b, expected) => {
    expect(isThereWith(a, b)).toBe(expected);
  });
});
