/** What is a rule? One plain object; a plugin can write it without importing anything. */

import type { Assumption } from '../model/index.ts';
import type { Span } from '../text/index.ts';
import type { Directive } from '../tree/index.ts';
import type { Category, Confidence, Fix, Labelled, NginxMessage, Prevents, Severity } from './finding.ts';
import type { OptionSpecs, OptionValues } from './options.ts';
import type { View } from './view.ts';

export type Preset = 'syntax' | 'recommended';

/** The stage whose values a rule looks at; `findings`: what the other rules have found, so that it is asked last. */
export type Reads = 'source' | 'syntax' | 'tree' | 'model' | 'bindings' | 'findings';

/** Values for the `{name}` places of messages, labels and help. Strings are byte strings (see text/decode.ts). */
export type Data = Readonly<Record<string, string | number>>;

/**
 * What `check` yields. Texts are templates: `{name}` takes its value from `data`, and only data may come from the
 * configuration.
 */
export interface Draft<Message extends string = string> {
  readonly message: Message;
  /** The line that causes it: its head, or a part of it together with `in`. */
  readonly at: Directive | Span;
  /** The statement that `at` is a part of, for the finding's scope. */
  readonly in?: Directive | undefined;
  /** Written beside the carets. */
  readonly label?: string;
  readonly data?: Data;
  readonly related?: readonly (Labelled | undefined)[];
  readonly help?: string | undefined;
  /** What the finding rests on: lowers the confidence and is said in the message. */
  readonly given?: readonly (Assumption | undefined)[];
  /** True when the message says it all: found in several places, it is told once. */
  readonly once?: boolean | undefined;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly prevents?: Prevents | undefined;
  readonly nginx?: NginxMessage | undefined;
  readonly fixes?: readonly (Fix | undefined)[];
}

export interface Rule<Message extends string = string, Options extends OptionSpecs = OptionSpecs> {
  /** Equals the file's name. */
  readonly id: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The release of nginx-vet that brought it. */
  readonly since: string;
  /** Every rule is in `strict`, too. */
  readonly presets: readonly Preset[];
  readonly reads: Reads;
  readonly prevents?: Prevents;
  readonly messages: Readonly<Record<Message, string>>;
  /** True when some finding of the rule carries a fix. */
  readonly fixable?: boolean;
  /** What can be tuned: the thresholds behind a judgement, mostly. */
  readonly options?: Options;
  /** `options` has a value for each of `options`; the engine gives the defaults where nothing is set. */
  check(view: View, options: OptionValues<NoInfer<Options>>): Iterable<Draft<NoInfer<Message>>>;
}

/** The identity, with types. */
export function defineRule<const Message extends string, const Options extends OptionSpecs = OptionSpecs>(
  rule: Rule<Message, Options>,
): Rule<Message, Options> {
  return rule;
}
