/** The setters and closers of this area. */
import type { Closer, SetterTable } from '../../setter.ts';

export const addressSetters: SetterTable = {};

export const addressClosers: readonly Closer[] = [];
