/** Do bytes become text for people, and text bytes, without loss and without control characters? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteString, bytesOf, display, fromByteString, toByteString, visible } from '../../src/text/index.ts';

it('goes to bytes and back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // a lone surrogate has no UTF-8
      const whole = text.replace(/\p{Surrogate}/gu, '');
      expect(fromByteString(toByteString(whole))).toBe(whole);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect([...bytesOf(byteString(bytes))]).toEqual([...bytes]);
    }),
  );
});

it('keeps a byte order mark and replaces what is no UTF-8', () => {
  expect(fromByteString('\xef\xbb\xbfa')).toBe('\ufeffa');
  expect(fromByteString('a\xffb\xc3')).toBe('a\ufffdb\ufffd');
});

describe('what people see', () => {
  it('has no control characters', () => {
    expect(display('a\nb\rc\td\x1b[31m\x7f\0')).toBe('a\\nb\\rc\\td\\x1b[31m\\x7f\\x00');
    expect(display('\xc2\x9b31m')).toBe('\\x9b31m');
    expect(visible('a\u202eb\u2066')).toBe('a\\u202eb\\u2066');
  });

  it('has none whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(display(byteString(bytes))).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });

  it('is the decoded text otherwise', () => {
    expect(display(toByteString('Grüße 😀'))).toBe('Grüße 😀');
  });
});
