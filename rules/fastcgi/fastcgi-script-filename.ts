import {
  addBesideList,
  addToList,
  argumentNames,
  defineRule,
  isPhp,
  labelled,
  lostFrom,
  standingIn,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'fastcgi-script-filename',
  category: 'fastcgi',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    none: 'no `fastcgi_param` is in effect here: PHP learns neither the script nor the request method, and answers with an empty page',
    script:
      'there is no `SCRIPT_FILENAME` among the `fastcgi_param` lines in effect here: PHP is not told which script to run',
    method:
      'there is no `REQUEST_METHOD` among the `fastcgi_param` lines in effect here: PHP takes it for no request and answers with an empty page',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      const list = hop.parameters;
      if (!list?.isKnown || !isPhp(hop)) continue;
      const names = argumentNames(list.entries);
      // PHP takes PATH_TRANSLATED for want of SCRIPT_FILENAME (init_request_info in sapi/fpm/fpm/fpm_main.c)
      const hasScript = names.has('SCRIPT_FILENAME') || names.has('PATH_TRANSLATED');
      if (hasScript && names.has('REQUEST_METHOD')) continue;
      const lost = argumentNames(lostFrom(list));
      if (lost.has('SCRIPT_FILENAME') || lost.has('REQUEST_METHOD')) continue; // said by fastcgi-param-inheritance

      const message = names.size === 0 ? 'none' : names.has('REQUEST_METHOD') ? 'script' : 'method';
      const root = hop.documentRoot;
      const script = root?.name === 'alias' ? '$request_filename' : '$document_root$fastcgi_script_name';
      const place = list.scope && standingIn(list.entries.at(-1)!, list.scope);
      yield {
        message,
        at: hop.target,
        in: hop.pass,
        label: 'PHP is asked here',
        data: { script },
        given: [list.scope ? undefined : { directive: list.directive, unseenOuter: list.unseenOuter }],
        // what a distribution's own file holds is known; that nobody changed it is not
        ...(list.entries.some((entry) => entry.file.role === 'stock') && { confidence: 'medium' as const }),
        related: [labelled(place, 'the lines in effect')],
        help: hasScript
          ? 'add `include fastcgi_params;`'
          : message === 'script'
            ? 'add `fastcgi_param SCRIPT_FILENAME {script};`'
            : 'add `include fastcgi_params;` and `fastcgi_param SCRIPT_FILENAME {script};`',
        fixes: [
          message === 'script'
            ? addToList(hop, [`SCRIPT_FILENAME ${script}`], root?.name === 'root' ? 'safe' : 'suggestion')
            : addBesideList(
                hop,
                ['include fastcgi_params;', ...(hasScript ? [] : [`fastcgi_param SCRIPT_FILENAME ${script};`])],
                'suggestion',
              ),
        ],
        ...(message === 'script' && {
          prevents: {
            status: 404,
            log: 'FastCGI sent in stderr: "Primary script unknown" while reading response header from upstream',
          },
        }),
      };
    }
  },
});
