/** What is the verdict on a dial, over every place where nginx may run? */

import type { Confidence, Dial, Verdict } from '../types.ts';
import type { World } from '../world.ts';
import { podVerdict } from './pods.ts';
import { selfVerdict } from './row-self-dial.ts';
import { deniedBySelinux } from './row-selinux.ts';
import { TCP_ROWS } from './rows-tcp.ts';
import { socketSupport, UNIX_ROWS } from './rows-unix.ts';
import { whySilent } from './silence.ts';
import { type Row, type Situation, situationOf, type TcpSituation, type UnixSituation } from './situation.ts';
import type { Certainty, Standpoint } from './standpoints.ts';
import { supportOf } from './support.ts';

interface Outcome {
  readonly verdict: Verdict;
  readonly certainty: Certainty;
  /** nginx cannot run here with this dial: the name means nothing at this place. */
  readonly implausible: boolean;
}

/** Judges a dial from every standpoint; a mismatch must hold at all that are plausible. */
export function judgeDial(world: World, dial: Dial, standpoints: readonly Standpoint[]): Verdict {
  const outcomes = standpoints.map((at) => evaluate(world, dial, at));
  const plausible = outcomes.filter((outcome) => !outcome.implausible);
  const considered = plausible.length > 0 ? plausible : outcomes;
  const first = considered[0];
  if (!first) return { kind: 'unknown', why: 'the place of nginx is not known' };
  const ok = considered.find((outcome) => outcome.verdict.kind === 'ok');
  if (ok) return ok.verdict;
  const unknown = considered.find((outcome) => outcome.verdict.kind === 'unknown');
  if (unknown) return unknown.verdict;
  const mismatches = considered.flatMap(({ verdict }) => (verdict.kind === 'mismatch' ? [verdict] : []));
  const verdict = mismatches[0]!;
  if (mismatches.some((other) => other.code !== verdict.code || other.data.declared !== verdict.data.declared)) {
    return { kind: 'unknown', why: 'the places where nginx may run disagree' };
  }
  const confidences = considered.map(({ certainty }, i) => lowered(mismatches[i]!.confidence, certainty));
  const confidence = confidences.reduce((low, one) => (rank(one) < rank(low) ? one : low));
  return { ...verdict, confidence };
}

function evaluate(world: World, dial: Dial, at: Standpoint): Outcome {
  const { certainty, pod } = at;
  if (pod) return { verdict: podVerdict(world, dial, { ...at, pod }), certainty, implausible: false };
  const situation = situationOf(world, dial, at);
  const implausible =
    situation.kind === 'tcp' &&
    (situation.meaning.kind === 'no-such-name' ||
      situation.meaning.kind === 'name-on-host' ||
      // a lone image knows no names: a deployment that has this one is the better place
      (at.files?.project.dockerfile !== undefined &&
        situation.meaning.kind === 'outside' &&
        !situation.host.includes('.')) ||
      // a guessed place from which the name cannot be reached is not the place
      (certainty === 'guessed' && situation.meaning.kind === 'unreachable'));
  const verdict =
    situation.kind === 'tcp'
      ? withSelinux(situation, selfVerdict(situation) ?? supportOf(situation) ?? firstRow(TCP_ROWS, situation))
      : (socketSupport(situation) ?? firstRow(UNIX_ROWS, situation) ?? nothing(situation));
  return { verdict, certainty, implausible };
}

function firstRow<S extends Situation>(rows: readonly Row<S>[], situation: S): Verdict | undefined {
  for (const row of rows) {
    const found = row(situation);
    if (found) return 'why' in found ? { kind: 'unknown', why: found.why } : { kind: 'mismatch', ...found };
  }
  return undefined;
}

/** What the machine denies, it denies wherever the app listens; a wrong address is the better explanation. */
function withSelinux(situation: TcpSituation, verdict: Verdict | undefined): Verdict {
  const denied = verdict?.kind === 'mismatch' ? undefined : deniedBySelinux(situation);
  return denied ? { kind: 'mismatch', ...denied } : (verdict ?? nothing(situation));
}

function nothing(situation: TcpSituation | UnixSituation): Verdict {
  return { kind: 'unknown', why: whySilent(situation) };
}

/** An inferred place caps at medium; a place that is only plausible costs one step. */
function lowered(confidence: Confidence, certainty: Certainty): Confidence {
  if (certainty === 'inferred') return confidence === 'high' ? 'medium' : confidence;
  if (certainty === 'guessed') return confidence === 'high' ? 'medium' : 'low';
  return confidence;
}

function rank(confidence: Confidence): number {
  return confidence === 'low' ? 0 : confidence === 'medium' ? 1 : 2;
}
