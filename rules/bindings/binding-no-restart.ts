import { defineRule, labelled, startedApps } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-no-restart',
  category: 'bindings',
  severity: 'info',
  confidence: 'medium',
  since: '0.1.0',
  presets: [],
  reads: 'bindings',
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    crash: 'nothing starts `{app}` again when it has crashed: nginx answers 502 until somebody does',
    boot: 'nothing starts `{app}` when the machine starts: nginx answers 502 until somebody does',
  },

  *check(view) {
    for (const { start, dials } of startedApps(view)) {
      const { kind, name, span, restarts, startsAtBoot } = start.app;
      const [{ peer }] = dials;
      const common = { at: peer.span, in: peer.directive, label: 'dialled here', data: { app: name } };
      if (restarts && !restarts.value) {
        yield {
          ...common,
          message: 'crash',
          related: [
            labelled(
              restarts.by === 'default' ? span : restarts.span,
              restarts.by === 'default' ? 'says nothing about restarts' : 'no restart',
            ),
          ],
          help: RESTART[kind],
        };
      }
      if (startsAtBoot && !startsAtBoot.value) {
        yield {
          ...common,
          message: 'boot',
          related: [
            labelled(
              startsAtBoot.by === 'default' ? span : startsAtBoot.span,
              kind === 'unit' ? 'nothing wants this unit' : 'not started by itself',
            ),
          ],
          help:
            kind === 'unit'
              ? 'write `WantedBy=multi-user.target` in `[Install]`, and enable the unit'
              : 'let its manager start it',
        };
      }
    }
  },
});

/** What to write, by what starts the app. */
const RESTART: Readonly<Record<string, string>> = {
  service: 'write `restart: unless-stopped`',
  unit: 'write `Restart=on-failure`',
  supervisor: 'write `autorestart=unexpected`, the default',
  pm2: 'leave `autorestart` out',
};
