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

/** Levels by block, made when their first statement is read. */
export class Levels {
  readonly main: Level;
  readonly #byBlock = new Map<Directive, Level>();
  readonly #implied = new Map<string, Level>();
  readonly #isFragment: boolean;

  constructor(tree: ConfigTree) {
    this.#isFragment = tree.isFragment;
    this.main = new Level(null, null, 'main', tree.isFragment);
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
    const known = this.#byBlock.get(block);
    if (known) return known;
    const level = new Level(this.of(block), block, block.body, false);
    this.#byBlock.set(block, level);
    return level;
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
