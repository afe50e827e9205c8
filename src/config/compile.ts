/** What is wrong with a value by a schema that is known only now? Those of nginx-vet itself are compiled ahead. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Compile } from './rule-problems.ts';
import type { SchemaError } from './validate.generated.js';

/** Compiles a schema. Throws what ajv throws for one that is no schema. */
export const compile: Compile = (schema) => {
  const validate = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(schema);
  return (value) => (validate(value) ? [] : ((validate.errors ?? []) as readonly SchemaError[]));
};
