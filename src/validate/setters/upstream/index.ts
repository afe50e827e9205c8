/** The setters and closers of this area. */
import type { Closer, SetterTable } from '../../setter.ts';

export const upstreamSetters: SetterTable = {};

export const upstreamClosers: readonly Closer[] = [];
