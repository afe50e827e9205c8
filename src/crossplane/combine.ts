/** How do the files of a payload become one? What an `include` names stands in its place, the `include` itself is gone. */
import { CrossplaneError } from './errors.ts';
import type { Payload, Statement } from './payload.ts';

/** Files that include one another twice double with every level: what includes may bring in, each time counted. */
const MAX_INCLUDED = 2_000_000;

interface Frame {
  readonly list: readonly Statement[];
  at: number;
  readonly into: Statement[];
  /** Index of the file whose statements these are; undefined inside a block. */
  readonly file: number | undefined;
  readonly isIncluded: boolean;
}

/** The combined payload. An include that leads back to a file around it brings nothing (the payload says so by then). */
export function combined(payload: Payload): Payload {
  const { config, status, errors } = payload;
  const main = config[0]!;
  const failures = [...errors];
  const fileErrors = config.flatMap((c) => c.errors);
  let parsed: readonly Statement[] = [];
  try {
    parsed = statementsOf(payload);
  } catch (error) {
    if (!(error instanceof CrossplaneError)) throw error;
    failures.push({ file: main.file, error: error.message, line: null });
    fileErrors.push({ error: error.message, line: null });
  }
  const all = failures.length > errors.length ? 'failed' : status;
  return {
    status: all,
    errors: failures,
    config: [{ file: main.file, status: all, errors: fileErrors, parsed }],
  };
}

function statementsOf({ config }: Payload): readonly Statement[] {
  const parsed: Statement[] = [];
  /** The files around the current statement. */
  const open = new Set<number>();
  const stack: Frame[] = [{ list: config[0]!.parsed, at: 0, into: parsed, file: 0, isIncluded: false }];
  let included = 0;
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const { list, into, file, isIncluded } = frame;
    if (frame.at === 0 && file !== undefined) {
      if (open.has(file)) {
        stack.pop();
        continue;
      }
      open.add(file);
    }
    const statement = list[frame.at++];
    if (statement === undefined) {
      stack.pop();
      if (file !== undefined) open.delete(file);
      continue;
    }
    if (isIncluded && ++included > MAX_INCLUDED) {
      throw new CrossplaneError(`includes bring in more than ${MAX_INCLUDED} statements`, config[0]!.file);
    }
    const { includes, block } = statement;
    if (includes) {
      for (const index of [...includes].reverse()) {
        stack.push({ list: config[index]!.parsed, at: 0, into, file: index, isIncluded: true });
      }
    } else if (block) {
      const inner: Statement[] = [];
      into.push({ ...statement, block: inner });
      stack.push({ list: block, at: 0, into: inner, file: undefined, isIncluded });
    } else {
      into.push(statement);
    }
  }
  return parsed;
}
