// The pictures of what is held to the settings: declaration or dial, with the pin beside it.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('binding-contract', () => {
  expect(picture('binding-contract')).toMatchInlineSnapshot(`
    "
    error[binding-contract]: \`app\` is declared to listen on 0.0.0.0:8080, but it is pinned to 0.0.0.0:8000
       ┌─ compose.yaml:8:30
     8 │     command: gunicorn --bind 0.0.0.0:8080 shop.wsgi:application
       │                              ^^^^^^^^^^^^ declared here
       ┌─ .nginx-vet.yaml:4:15
     4 │       listen: "0.0.0.0:8000"
       │               -------------- \`app\` is pinned here
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      declare what is pinned, or change \`bindings.declared\` and what nginx dials with it
    "
  `);
});
