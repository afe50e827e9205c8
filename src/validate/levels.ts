/** Which levels does nginx have open, and which statements did it read on them so far? */
import type { ConfigTree, Directive } from '../tree/index.ts';
import { Level } from './setter.ts';

/** The level around one of another kind: what surrounds the statements of a fragment. */
const OUTER: Readonly<Record<string, string>> = {
  http: 'main',
  server: 'http',
  location: 'server',
  'if-in-location': 'location',
  'if-in-server': 'server',
  limit_except: 'location',
  upstream: 'http',
  events: 'main',
  stream: 'main',
  'stream-server': 'stream',
  'stream-upstream': 'stream',
  mail: 'main',
  'mail-server': 'mail',
};

/** The levels of a walk in nginx's order. A block's level is made when its first statement is read. */
export class Levels {
  readonly main: Level;
  /** The level asked for last: in nginx's order the next one is this one, inside it, or around it. */
  #current: Level;
  readonly #implied = new Map<string, Level>();
  readonly #isFragment: boolean;

  constructor(tree: ConfigTree) {
    this.#isFragment = tree.isFragment;
    this.main = new Level(null, null, 'main', tree.isFragment);
    this.#current = this.main;
    this.#implied.set('main', this.main);
  }

  /** The level on which a statement stands. */
  of(directive: Directive): Level {
    const { parent } = directive;
    if (parent) return this.inside(parent);
    return this.#isFragment ? this.#impliedLevel(directive.context) : this.main;
  }

  /** The level that a block opens. */
  inside(block: Directive): Level {
    const missing: Directive[] = [];
    let level: Level | null = this.#current;
    let wanted: Directive | null = block;
    for (;;) {
      while (level && level.block !== wanted && level.block !== wanted.parent) level = level.parent;
      if (level?.block === wanted) break;
      missing.push(wanted);
      if (level && wanted.parent) break;
      if (!wanted.parent) {
        level = this.of(wanted);
        break;
      }
      wanted = wanted.parent;
      level = this.#current;
    }
    for (let at = missing.pop(); at; at = missing.pop()) level = new Level(level, at, at.body, false);
    this.#current = level!;
    return this.#current;
  }

  #impliedLevel(kind: string): Level {
    let level = this.#implied.get(kind);
    if (!level) {
      level = new Level(this.#impliedLevel(OUTER[kind] ?? 'main'), null, kind, true);
      this.#implied.set(kind, level);
    }
    return level;
  }
}
