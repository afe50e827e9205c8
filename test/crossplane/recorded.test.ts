/** Does the port print what crossplane prints, wherever crossplane is right? */
import { describe, expect, test } from 'vitest';
import { build, format, lexText, type Payload, parse } from '../../src/crossplane/index.ts';
import { SourceText } from '../../src/text/index.ts';
import { BUGS, DEVIATIONS } from './deviations.ts';
import { hostOf, OPTION_SETS, type Recording, recordings } from './recorded.ts';

const BUILDS = { indent4: {}, indent2: { indent: 2 }, tabs: { tabs: true } };

interface Output {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Each output that was recorded, and the port's. */
function outputsOf(recording: Recording): readonly Output[] {
  const { main, files, parse: payloads, lex, build: built, format: formatted } = recording;
  const outputs: Output[] = [];
  const add = (name: string, ours: () => string, theirs: string): void => {
    outputs.push({ name, ours: attempt(ours), theirs });
  };
  const host = hostOf(files);
  for (const [set, options] of Object.entries(OPTION_SETS)) {
    add(set, () => JSON.stringify(parse(main, host, options)), JSON.stringify(payloads[set]));
  }
  const source = SourceText.fromString(main, files[main]!);
  const tokens = (): string => JSON.stringify([...lexText(source)].map(({ token, line }) => [token, line]));
  add('lex', tokens, 'message' in lex ? `raises ${lex.message}` : JSON.stringify(lex));
  for (const [name, text] of Object.entries(built ?? {})) {
    const { parsed } = payloads.comments!.config[0]!;
    add(`build ${name}`, () => build(parsed, BUILDS[name as keyof typeof BUILDS]), text);
  }
  if (formatted !== undefined) add('format', () => format(source), formatted);
  return outputs;
}

function attempt(job: () => string): string {
  try {
    return job();
  } catch (error) {
    const { reason } = error as { reason?: string };
    if (reason === undefined) throw error;
    return `raises ${reason}`;
  }
}

const all = recordings();
const differing = new Map<string, string[]>();
const wrong: string[] = [];
let same = 0;
for (const recording of all) {
  let isSame = true;
  for (const { name, ours, theirs } of outputsOf(recording)) {
    if (ours === theirs) continue;
    isSame = false;
    const [key = name] = name.split(' ', 1);
    const bugs = bugsOf(recording.id, key);
    const list = differing.get(key) ?? [];
    if (!list.includes(recording.id)) list.push(recording.id);
    differing.set(key, list);
    if (bugs.length === 0) wrong.push(`${recording.id} ${name}: not in the table`);
    else if (!isExplained(recording, name, ours, theirs))
      wrong.push(`${recording.id} ${name}: more than ${bugs.join(', ')}`);
  }
  if (isSame) same++;
}

function bugsOf(id: string, output: string): string[] {
  return Object.keys(BUGS).filter((bug) => DEVIATIONS[bug]?.[output]?.split(' ').includes(id));
}

/** Is the difference no more than what the bugs of the table explain? */
function isExplained(recording: Recording, name: string, ours: string, theirs: string): boolean {
  const { id, parse: payloads } = recording;
  if (bugsOf(id, 'default').length > 0) return true; // read differently: named one by one in the table
  if (name === 'strict') return ours === JSON.stringify(payloads.default);
  if (name.startsWith('combine')) return withoutFiles(ours) === withoutFiles(theirs);
  // the same statements in the same order, and the same characters apart from quotes, line ends and spaces
  return words(ours) === words(theirs) && bare(ours) === bare(theirs);
}

function withoutFiles(payload: string): string {
  return JSON.stringify(JSON.parse(payload) as Payload, (key, value: unknown) =>
    key === 'parsed' || key === 'block'
      ? (value as readonly Record<string, unknown>[]).map(({ file: _, ...rest }) => rest)
      : value,
  );
}

/** The statements and comments of a text, without their lines. */
function words(text: string): string {
  const payload = parse('x', hostOf({ x: text }), { single: true, comments: true, checkCtx: false, checkArgs: false });
  return JSON.stringify(payload, (key, value: unknown) =>
    key === 'line' ? undefined : typeof value === 'string' ? value.replaceAll('\n', '\\n') : value,
  );
}

function bare(text: string): string {
  return text.replaceAll('\\n', '').replace(/[\s"']/g, '');
}

describe('recorded', () => {
  test('every difference is in the table and no larger than it says', () => {
    expect(wrong).toEqual([]);
  });

  test('every line of the table is a difference', () => {
    for (const [bug, outputs] of Object.entries(DEVIATIONS)) {
      expect(Object.keys(BUGS)).toContain(bug);
      for (const [output, ids] of Object.entries(outputs)) {
        for (const id of ids.split(' ')) expect(differing.get(output) ?? [], `${bug}, ${output}`).toContain(id);
      }
    }
  });

  test('how many agree', () => {
    expect({ recordings: all.length, accepted: all.filter((r) => r.accepted).length, same }).toMatchInlineSnapshot(`
      {
        "accepted": 209,
        "recordings": 314,
        "same": 231,
      }
    `);
  });
});
