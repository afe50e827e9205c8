/** What of a text is filled in by a generator before its reader sees it? */
import { builder, HOLE, type Mapped } from '../../yaml/index.ts';

/** `{{ … }}` and `<% … %>` are not knowable: holes. */
export function withoutTemplates(value: Mapped): Mapped {
  const text = value.text;
  if (!text.includes('{{') && !text.includes('<%')) return value;
  const out = builder(value.source, value.at);
  for (let i = 0; i < text.length; ) {
    const close = text.startsWith('{{', i) ? '}}' : text.startsWith('<%', i) ? '%>' : undefined;
    if (!close) {
      out.copy(value, i++);
      continue;
    }
    const end = text.indexOf(close, i);
    const stop = end < 0 ? text.length : end + 2;
    out.put(HOLE, value.from[i]!, value.to[stop - 1]!);
    i = stop;
  }
  return out.done();
}
