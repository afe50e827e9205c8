/** Is the text what `nginx -T` printed, and which files are in it? */

export interface DumpedFile {
  /** As nginx names it: absolute. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const HEADER = '# configuration file ';

/**
 * The files of a dump, the main configuration first; undefined when the bytes are no dump. What nginx says about the
 * syntax (`nginx: … test is successful`) may stand before them.
 */
export function splitDump(bytes: Uint8Array): readonly DumpedFile[] | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  let at = 0;
  while (text.startsWith('nginx: ', at) || text.startsWith('20', at) || text[at] === '\n') {
    if (text.startsWith('20', at) && !/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[/.test(text.slice(at, at + 24))) break;
    const end = text.indexOf('\n', at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  if (!headerAt(text, at)) return undefined;
  const files: DumpedFile[] = [];
  const seen = new Set<string>();
  while (at < text.length) {
    const path = headerAt(text, at);
    if (path === undefined) break;
    const start = text.indexOf('\n', at) + 1;
    const next = nextHeader(text, start);
    // ngx_dump_config (src/core/nginx.c) adds one line feed after each file
    const end = text[next - 1] === '\n' && next > start ? next - 1 : next;
    if (!seen.has(path)) files.push({ path, bytes: bytes.subarray(start, end) });
    seen.add(path);
    at = next;
  }
  return files;
}

/** The path of the header line that begins at `at`: `# configuration file /etc/nginx/nginx.conf:`. */
function headerAt(text: string, at: number): string | undefined {
  if (!text.startsWith(HEADER, at)) return undefined;
  const end = text.indexOf('\n', at);
  const line = text.slice(at + HEADER.length, end < 0 ? text.length : end).replace(/\r$/, '');
  return line.startsWith('/') && line.endsWith(':')
    ? Buffer.from(line.slice(0, -1), 'latin1').toString('utf8')
    : undefined;
}

function nextHeader(text: string, from: number): number {
  for (let at = text.startsWith(HEADER, from) ? from : text.indexOf(`\n${HEADER}`, from) + 1; at > 0; ) {
    if (headerAt(text, at)) return at;
    const next = text.indexOf(`\n${HEADER}`, at);
    if (next < 0) break;
    at = next + 1;
  }
  return text.length;
}
