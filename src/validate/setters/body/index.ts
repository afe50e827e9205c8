/** The setters and closers of this area. */
import type { Closer, SetterTable } from '../../setter.ts';
import { charsetClosers, charsetSetters } from './charset.ts';
import { conditionSetters } from './condition.ts';
import { coreSetters } from './core.ts';
import { geoSetters } from './geo.ts';
import { locationClosers, locationSetters } from './location.ts';
import { mapClosers, mapSetters } from './map.ts';
import { rewriteSetters } from './rewrite.ts';
import { splitClientsClosers, splitClientsSetters } from './split-clients.ts';
import { typesClosers, typesSetters } from './types.ts';
import { variableClosers } from './variables.ts';

export const bodySetters: SetterTable = {
  ...charsetSetters,
  ...conditionSetters,
  ...coreSetters,
  ...geoSetters,
  ...locationSetters,
  ...mapSetters,
  ...rewriteSetters,
  ...splitClientsSetters,
  ...typesSetters,
};

export const bodyClosers: readonly Closer[] = [
  ...charsetClosers,
  ...locationClosers,
  ...mapClosers,
  ...splitClientsClosers,
  ...typesClosers,
  ...variableClosers,
];
