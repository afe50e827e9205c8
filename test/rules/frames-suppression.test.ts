// What a person sees of the rules about comments that hold findings back.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('suppression-unknown-rule', () => {
  expect(picture('suppression-unknown-rule')).toMatchInlineSnapshot(`
    "
    warning[suppression-unknown-rule]: there is no rule \`proxy-pass-localhots\`: this comment holds back nothing for it
       ┌─ nginx.conf:8:43
       │
     7 │         location / {
     8 │             # nginx-vet-disable-next-line proxy-pass-localhots -- the app listens on both addresses
       │                                           ^^^^^^^^^^^^^^^^^^^^ no rule
       │
       = help      did you mean \`proxy-pass-localhost\`?                              (fixable)
    "
  `);
  expect(picture('suppression-unknown-rule', 2)).toMatchInlineSnapshot(`
    "
    warning[suppression-unknown-rule]: this comment does nothing: \`nginx-vet-disable-nextline\` is no word of nginx-vet
       ┌─ nginx.conf:8:15
       │
     7 │         location / {
     8 │             # nginx-vet-disable-nextline proxy-pass-localhost -- the app listens on both addresses
       │               ^^^^^^^^^^^^^^^^^^^^^^^^^^
       │
       = help      did you mean \`nginx-vet-disable-next-line\`?                       (fixable)
    "
  `);
});

test('suppression-unused', () => {
  expect(picture('suppression-unused')).toMatchInlineSnapshot(`
    "
    warning[suppression-unused]: this comment holds back nothing: \`proxy-pass-localhost\` finds nothing here
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             # nginx-vet-disable-next-line proxy-pass-localhost -- the app listens on both addresses
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       │
       = help      remove it: what it held back is mended, or was never there        (fixable)
    "
  `);
  expect(picture('suppression-unused', 2)).toMatchInlineSnapshot(`
    "
    warning[suppression-unused]: this comment holds back nothing of \`proxy-buffer-size\`
       ┌─ nginx.conf:8:94
       │
     7 │         location / {
     8 │             proxy_pass http://localhost:3000; # nginx-vet-disable-line proxy-pass-localhost, proxy-buffer-size -- tried
       │                                                                                              ^^^^^^^^^^^^^^^^^
       │
       = help      remove it: what it held back is mended, or was never there        (fixable)
    "
  `);
});

test('suppression-without-reason', () => {
  expect(picture('suppression-without-reason')).toMatchInlineSnapshot(`
    "
    warning[suppression-without-reason]: this comment does not say why it holds back what nginx-vet finds
       ┌─ nginx.conf:8:47
       │
     7 │         location / {
     8 │             proxy_pass http://localhost:3000; # nginx-vet-disable-line proxy-pass-localhost
       │                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       │
       = help      write it at the end, after \` -- \`
    "
  `);
  expect(picture('suppression-without-reason', 2)).toMatchInlineSnapshot(`
    "
    warning[suppression-without-reason]: this comment holds back every rule: it does not say which ones it means
       ┌─ nginx.conf:8:15
       │
     7 │         location / {
     8 │             # nginx-vet-disable-next-line -- the app listens on both addresses
       │               ^^^^^^^^^^^^^^^^^^^^^^^^^^^
       │
       = help      name the rules: \`proxy-pass-localhost\`                            (fixable)
    "
  `);
  expect(picture('suppression-without-reason', 3)).toMatchInlineSnapshot(`
    "
    warning[suppression-without-reason]: the reason of this comment is not marked as one
       ┌─ nginx.conf:8:64
       │
     7 │         location / {
     8 │             # nginx-vet-disable-next-line proxy-pass-localhost the app listens on both addresses
       │                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       │
       = help      write \` -- \` between the rules and the reason                     (fixable)
    "
  `);
});
