/** The setters and closers of this area. */
import type { Closer, SetterTable } from '../../setter.ts';

export const bodySetters: SetterTable = {};

export const bodyClosers: readonly Closer[] = [];
