import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import schema from '../../schemas/bindings.schema.json' with { type: 'json' };
import type { BindingsConfig } from '../../src/bindings/index.ts';

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

test('every key of the type is a key of the schema', () => {
  const all: Required<BindingsConfig> = {
    place: { kind: 'container', project: 'p', service: 'web' },
    places: { 'a/*.conf': 'host' },
    declared: [
      {
        name: 'a',
        listen: ['127.0.0.1:3000', 'unix:/run/a.sock', 3001, '[::1]:80', ':81'],
        protocol: 'http',
        container: 'compose:p/a',
        keepaliveTimeout: '75s',
        requestTimeout: 0.5,
        socket: { owner: 'www-data', group: 'www-data', mode: '0660' },
        allowedClients: ['127.0.0.1', '::1', '::ffff:10.0.0.1'],
      },
    ],
    snapshots: [{ file: 'ss.txt', format: 'ss', place: 'host', complete: true }],
    complete: ['host', 'compose:app'],
    hosts: { api: 'compose:api', '10.0.0.1': 'host' },
    socketAliases: { '/a': '/b' },
    sources: {
      auto: true,
      exclude: ['**/x'],
      env: { A: '1' },
      compose: { files: ['a.yml'], profiles: ['web'], envFiles: ['.env'], env: { B: '2' } },
    },
    minConfidence: 'low',
  };
  expect(validate(all), JSON.stringify(validate.errors)).toBe(true);
});

test.each([
  [{ minConfidence: 'sure' }],
  [{ declared: [{ listen: 1, keepaliveTimeout: '75 s' }] }],
  [{ declared: [{ listen: 1, keepaliveTimeout: -1 }] }],
  [{ declared: [{ listen: 1, requestTimeout: '1d' }] }],
  [{ declared: [{ listen: 1, requestTimeout: '' }] }],
  [{ declared: [{ listen: 1, socket: { mode: '0680' } }] }],
  [{ declared: [{ listen: 1, socket: { mode: 660 } }] }],
  [{ declared: [{ listen: 1, socket: { user: 'a' } }] }],
  [{ declared: [{ listen: 1, allowedClients: ['10.0.0.0/8'] }] }],
  [{ declared: [{ listen: 1, allowedClients: ['localhost'] }] }],
  [{ declared: [{ listen: 1, allowedClients: [] }] }],
  // not yet known for what is declared here
  [{ declared: [{ listen: 1, network: 'backend' }] }],
  [{ declared: [{ listen: 1, aliases: ['api'] }] }],
  [{ declared: [{ listen: 'x' }] }],
  [{ declared: [{ listen: 0 }] }],
  [{ declared: [{ name: 'a' }] }],
  [{ declared: [{ listen: 1, more: 1 }] }],
  [{ place: 'k8s:A b' }],
  [{ place: { kind: 'node' } }],
  [{ sources: { upstart: {} } }],
  [{ sources: { compose: { file: 'x' } } }],
])('refused: %j', (config) => {
  expect(validate(config)).toBe(false);
});
