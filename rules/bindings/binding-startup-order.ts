import { defineRule, isPrivateName, labelled, startedApps } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-startup-order',
  category: 'bindings',
  severity: 'info',
  confidence: 'medium',
  since: '0.1.0',
  presets: [],
  reads: 'bindings',
  messages: {
    name: '`{nginx}` does not wait for `{app}`: where it is started first, nginx finds no host `{host}` and exits',
    early: '`{nginx}` does not wait until `{app}` listens: requests that come before are answered with 502',
  },

  *check(view) {
    for (const { start, dials } of startedApps(view)) {
      const { app, nginx, waits } = start;
      // a name that a resolver is asked for while nginx runs is nobody's condition for the start
      const dial = dials.find(({ peer }) => !peer.atRunTime);
      if (!dial || !nginx || !waits) continue;
      const { address, directive, span } = dial.peer;
      const host = address.kind === 'tcp' && nginx.kind === 'service' && !address.isIp ? address.host : '';
      const isName = waits === 'no' && host !== '' && isPrivateName(host);
      yield {
        message: isName ? 'name' : 'early',
        at: span,
        in: directive,
        label: 'dialled here',
        data: { nginx: nginx.name, app: app.name, host },
        related: [labelled(nginx.span, 'starts nginx'), labelled(app.span, 'starts the app')],
        help:
          nginx.kind === 'unit'
            ? 'write `After={app}.service` in a drop-in of the unit of nginx'
            : 'write `depends_on: { {app}: { condition: service_healthy } }`, and a `healthcheck` for `{app}`',
        prevents: isName
          ? { log: 'host not found in upstream "{host}"' }
          : { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
      };
    }
  },
});
