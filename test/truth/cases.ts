// The table of the truth suite: per case the served file, the rules nginx-vet has to report on bad, and the advised change.
import { address } from './cases/address.ts';
import { bindings } from './cases/bindings.ts';
import { capacity } from './cases/capacity.ts';
import { keepalive } from './cases/keepalive.ts';
import { limits } from './cases/limits.ts';
import { names } from './cases/names.ts';
import { starting } from './cases/starting.ts';
import { timing } from './cases/timing.ts';
import { tls } from './cases/tls.ts';
import type { TruthCase } from './cases/truth-case.ts';
import { upstream } from './cases/upstream.ts';

const table = {
  ...address,
  ...bindings,
  ...capacity,
  ...keepalive,
  ...names,
  ...limits,
  ...starting,
  ...timing,
  ...tls,
  ...upstream,
} as const;

export type CaseName = keyof typeof table;

export const cases: Readonly<Record<CaseName, TruthCase>> = table;
