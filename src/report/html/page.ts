/** What frames a page: what a browser may do with it, its looks and its script, and the signs that are used in it. */
import { createHash } from 'node:crypto';
import { script, style } from './assets.generated.ts';
import { html, type Markup, raw } from './markup.ts';

/** Nothing is fetched and nothing but this very style and script is obeyed, whatever stands in the page. */
function policy(): string {
  return [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** A mark of its own in the tab, without asking a server for one. */
const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Crect width=%2216%22 height=%2216%22 rx=%224%22 fill=%22%230b7a42%22/%3E%3Cpath d=%22M4 8.5l2.7 2.7L12 5.5%22 fill=%22none%22 stroke=%22white%22 stroke-width=%222%22/%3E%3C/svg%3E';

/** A complete document. */
export function page(title: string, header: Markup, main: Markup, footer: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${raw(ICON)}">
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${SIGNS}
<header>${header}</header>
<main id="main" tabindex="-1">
${main}</main>
<footer>${footer}</footer>
<script>${raw(script)}</script>
</body>
</html>
`;
}

/** Told apart by their form: a cross in an octagon, a triangle, a circle, a tick. */
const SIGNS: Markup = raw(`<svg width="0" height="0" aria-hidden="true" class="signs">
<symbol id="icon-error" viewBox="0 0 16 16"><path class="icon-body" d="M5 .8h6L15.2 5v6L11 15.200H5L.8 11V5z"/><path class="icon-cut" d="M5.3 5.3l5.4 5.400M10.7 5.3l-5.4 5.4"/></symbol>
<symbol id="icon-warning" viewBox="0 0 16 16"><path class="icon-body" d="M8 1l7.4 13.500H.6z"/><path class="icon-cut" d="M8 5.8v4.200M8 12v.6"/></symbol>
<symbol id="icon-info" viewBox="0 0 16 16"><circle class="icon-body" cx="8" cy="8" r="7.2"/><path class="icon-cut" d="M8 7.4v4.3M8 4.3v.6"/></symbol>
<symbol id="icon-sound" viewBox="0 0 16 16"><circle class="icon-body" cx="8" cy="8" r="7.2"/><path class="icon-cut" d="M4.8 8.3l2.2 2.2 4.2-4.7"/></symbol>
</svg>`);
