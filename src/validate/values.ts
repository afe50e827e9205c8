/** What do the directives' own checks say, as nginx runs them: while it reads, and at the end of blocks? */
import type { NginxVersion } from '../catalog/index.ts';
import type { ConfigTree, Directive } from '../tree/index.ts';
import { complain } from './complain.ts';
import type { Decision } from './deciding.ts';
import type { DiagnosticSink } from './diagnostic.ts';
import { Levels } from './levels.ts';
import type { Closer, Complaint, Reading } from './setter.ts';
import { closersAt } from './tables.ts';

export class Values {
  readonly #tree: ConfigTree;
  readonly #version: NginxVersion;
  readonly #out: DiagnosticSink;
  readonly #levels: Levels;
  readonly #isPartial: boolean;
  #reading: Reading | undefined;
  readonly #closers = new Map<string, readonly Closer[]>();

  /** Diagnostics are appended to `out`. */
  constructor(tree: ConfigTree, version: NginxVersion, out: DiagnosticSink) {
    this.#tree = tree;
    this.#version = version;
    this.#out = out;
    this.#levels = new Levels(tree);
    this.#isPartial =
      tree.isFragment || tree.includeProblems.length > 0 || tree.files.some((file) => file.template !== undefined);
  }

  /** A statement that nginx knows and that is ended as it should be. */
  check(directive: Directive, { setter, variant, isEntry }: Decision): void {
    const level = this.#levels.of(directive);
    if (setter) this.#say(setter(directive, this.#readingOn(level), variant), directive);
    // nothing asks for the entries of a special body by their names
    if (!isEntry) level.add(directive);
  }

  /** The `}` of a block. */
  close(block: Directive): void {
    const closers = this.#closersAt(block.body);
    if (closers.length === 0 || block.isInTemplate) return;
    const reading = this.#readingOn(this.#levels.inside(block));
    for (const closer of closers) this.#say(closer.check(reading), block);
  }

  /** The end of the configuration. */
  end(): void {
    if (this.#isPartial) return;
    for (const closer of this.#closersAt('configuration'))
      this.#say(closer.check(this.#readingOn(this.#levels.main)), this.#tree.statements.at(-1));
  }

  /** What is known while nginx reads a level: the same for all of its statements. */
  #readingOn(level: Reading['level']): Reading {
    if (this.#reading?.level !== level) {
      const { main } = this.#levels;
      this.#reading = { version: this.#version, tree: this.#tree, level, main, isPartial: this.#isPartial };
    }
    return this.#reading;
  }

  #closersAt(kind: string): readonly Closer[] {
    const known = this.#closers.get(kind);
    if (known) return known;
    const closers = closersAt(kind, this.#version);
    this.#closers.set(kind, closers);
    return closers;
  }

  #say(complaints: Iterable<Complaint>, directive: Directive | undefined): void {
    for (const complaint of complaints) this.#out.push(complain(complaint, directive, this.#tree));
  }
}
