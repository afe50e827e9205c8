/** The setters and closers of this area. */
import type { Closer, Setter, SetterTable } from '../../setter.ts';

export const valueSetters: SetterTable = {};

export const valueClosers: readonly Closer[] = [];

/** Setters by the catalog's `type` (`flag`, `size` …), for directives that have none of their own. */
export const valueSlots: Readonly<Record<string, Setter>> = {};
