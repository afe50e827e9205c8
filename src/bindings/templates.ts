/** Which parts of a declaration are filled in by a generator (Jinja, ERB, Go templates, autoconf) before it is read? */
import { builder, HOLE, type Mapped } from '../yaml/index.ts';

/** `{{ … }}`, `{% … %}`, `<% … %>`, `@NAME@`, `__NAME__`. */
const MARKS = /\{\{.{0,1000}?\}\}|\{%.{0,1000}?%\}|<%.{0,1000}?%>|@[A-Z_][A-Z0-9_]*@|__[A-Z][A-Z0-9_]*__/gs;

/** The text with every such part as a hole. */
export function withoutTemplates(value: Mapped): Mapped {
  const { text } = value;
  if (
    !text.includes('{{') &&
    !text.includes('{%') &&
    !text.includes('<%') &&
    !text.includes('@') &&
    !text.includes('__')
  ) {
    return value;
  }
  const out = builder(value.source, value.at);
  let last = 0;
  for (const match of text.matchAll(MARKS)) {
    for (; last < match.index; last++) out.copy(value, last);
    last = match.index + match[0].length;
    out.put(HOLE, value.from[match.index]!, value.to[last - 1]!);
  }
  if (last === 0) return value;
  for (; last < text.length; last++) out.copy(value, last);
  return out.done();
}
