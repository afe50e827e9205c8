import { addAfter, defineRule, type ErrorLoop, type Fix, labelled, placesOf, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'error-page-loop',
  category: 'capacity',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    again: 'when the app of {places} is down, `{page}` is asked from it, too: `{again}` is where that page comes from',
    cycle:
      'while the app is down the page `{page}` leads back to itself, since `recursive_error_pages` is on: after ten rounds the client gets a 500',
  },

  *check({ errorLoops }) {
    const key = ({ page, isEndless }: ErrorLoop) => `${isEndless} ${page.directive.file.path}:${page.directive.index}`;
    for (const loops of together(errorLoops(), key)) {
      const [{ page, hop, again, isEndless }] = loops;
      const [first, ...more] = loops.map((loop) => loop.hop);
      yield {
        message: isEndless ? 'cycle' : 'again',
        at: page.directive.argSpan(page.directive.args.length - 1),
        in: page.directive,
        label: isEndless ? 'asks the dead app again and again' : 'asked from the app that just failed',
        data: { page: page.target, places: placesOf([first!, ...more]), again: again.label },
        related: [
          labelled(isEndless ? hop.setting('recursive_error_pages').origin : undefined, 'pages of pages, too'),
          labelled(hop.pass, hop === again ? 'dialled for both' : 'dialled first'),
          hop === again ? undefined : labelled(again.pass, 'dialled for the page'),
        ],
        help: isEndless
          ? 'take the page from a file, or switch `recursive_error_pages` off'
          : page.target.startsWith('@')
            ? 'dial another app there, or answer with a file'
            : 'give the page a location of its own that serves a file: `location = {page} { internal; }` with a `root`',
        // without an end the client gets another status, else only a plainer page
        prevents: isEndless ? { status: 500, log: 'rewrite or internal redirection cycle' } : undefined,
        fixes: [isEndless ? undefined : ownLocation(loops[0])],
      };
    }
  },
});

/** A location for the page beside the one that catches it now; files come from nginx's default directory where no `root` is set. */
function ownLocation({ page, again: { scope, server } }: ErrorLoop): Fix | undefined {
  const path = page.target.split('?')[0]!;
  if (!path.startsWith('/') || !scope.block || !server || scope.parent !== server) return undefined;
  if (scope.block.via !== server.block?.via) return undefined; // of an include that other servers may use, too
  const hasRoot = [...server.outward()].some((level) => level.own('root').length > 0);
  return addAfter(scope.block, [`location = ${path} { internal;${hasRoot ? '' : ' root html;'} }`], 'suggestion');
}
