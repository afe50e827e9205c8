/** How does text become HTML without ever becoming markup? */
import { plain } from '../cells.ts';

/** Markup that is ready. Only `html` and `raw` make it; everything else that gets into a page is text. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | undefined | false | readonly Part[];

/**
 * A template whose values are escaped: text in text, and in attributes within double quotes. Markup and lists of it are put
 * in as they are; `undefined` and `false` are nothing. No control or invisible character of a value comes out.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  let text = strings[0]!;
  for (const [index, value] of values.entries()) text += written(value) + strings[index + 1]!;
  return new Markup(text);
}

/** Text of nginx-vet's own that is markup already. Never for anything that comes from a file. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/** Some markup in order, with something between. */
export function joined(parts: readonly Part[], between: Part = ''): Markup {
  return new Markup(parts.map(written).join(written(between)));
}

function written(value: Part): string {
  if (value instanceof Markup) return value.text;
  if (value === undefined || value === false) return '';
  if (typeof value === 'object') return value.map(written).join('');
  return escaped(plain(String(value)));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}

/** A message: the names in backticks as code. */
export function words(text: string): Markup {
  return joined(
    text.split('`').map((part, index, all) => {
      if (index % 2 === 0) return part;
      return index === all.length - 1 ? `\`${part}` : html`<code>${part}</code>`; // the last backtick has no partner
    }),
  );
}

/** `1 server`, `2,000 servers`. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${number(count)} ${count === 1 ? noun : many}`;
}

/** With commas between thousands, whatever the language of the machine. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
