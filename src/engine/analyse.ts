/** What do the rules find in one configuration? The pipe from its path to its findings. */
import type { Bindings } from '../bindings/index.ts';
import type { NginxVersion } from '../catalog/index.ts';
import { buildModel, type Model } from '../model/index.ts';
import { type Finding, makeView, optionValues, type Rule, type View } from '../rule/index.ts';
import type { ConfigTree, LoadRequest } from '../tree/index.ts';
import { understand } from '../validate/index.ts';
import { complete } from './complete.ts';
import { type Observer, staged } from './observer.ts';

/** Who says which nginx it is. */
export type VersionFrom = 'option' | 'config' | 'image' | 'unknown';

export interface Analysis {
  readonly tree: ConfigTree;
  /** Without anything in it where no rule looks at the model. */
  readonly model: Model;
  readonly findings: readonly Finding[];
  readonly version: NginxVersion;
  readonly versionFrom: VersionFrom;
  readonly servers: number;
  readonly dials: number;
  readonly checkedDials: number;
  /** What the rules saw. */
  readonly view: View;
  /** The declared apps around it, looked for when first asked. */
  readonly apps: () => Bindings | undefined;
}

export interface AnalysisRequest extends LoadRequest {
  readonly version: NginxVersion;
  readonly versionFrom?: VersionFrom;
  readonly rules: readonly Rule[];
  /** The declared apps around a configuration; called only when a rule asks about a dial. */
  readonly bindings: (tree: ConfigTree) => Bindings | undefined;
  readonly observer?: Observer | undefined;
  readonly onFailure?: OnFailure | undefined;
}

/** Hears of a rule that threw on a root; true: that is dealt with, and the others go on. */
export type OnFailure = (rule: Rule, root: string, error: unknown) => boolean;

/** Reads, models and judges one main configuration or fragment. Throws FsError when the root cannot be read. */
export function analyse(request: AnalysisRequest): Analysis {
  const { rules, version, observer } = request;
  const shown = request.displayPath(request.path);
  const { tree, diagnostics } = staged(observer, 'read', shown, () => understand(request, version));
  const needsModel = rules.some((rule) => rule.reads === 'model' || rule.reads === 'bindings');
  const model = staged(observer, 'model', shown, () =>
    buildModel(needsModel ? tree : { ...tree, statements: [] }, version),
  );
  let apps: { readonly found: Bindings | undefined } | undefined;
  const bindings = () => {
    apps ??= { found: request.bindings(tree) };
    return apps.found;
  };
  const view = makeView({ model, diagnostics, bindings });
  // before the rules, so that the first one that asks is not blamed for the time
  const asksApps = rules.some((rule) => rule.reads === 'bindings');
  const asked = asksApps ? staged(observer, 'apps', shown, () => view.dials()) : [];
  const findings = rules
    .filter(({ reads }) => reads !== 'findings')
    .flatMap((rule) =>
      staged(observer, 'rule', rule.id, () => findingsOf(rule, view, tree.root.cst.source.path, request.onFailure)),
    );
  return {
    tree,
    model,
    findings,
    version,
    versionFrom: request.versionFrom ?? 'unknown',
    servers: model.servers.length,
    dials: model.hops.length,
    checkedDials: asked.filter((dial) => dial.verdict.kind !== 'unknown').length,
    view,
    apps: bindings,
  };
}

/** What one rule finds. A mistake of the rule is told with its name and the configuration that shows it. */
export function findingsOf(rule: Rule, view: View, root: string, onFailure?: OnFailure): readonly Finding[] {
  const findings: Finding[] = [];
  try {
    for (const draft of rule.check(view, optionValues(rule.options))) findings.push(complete(rule, draft, root));
  } catch (error) {
    if (onFailure?.(rule, root, error)) return [];
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`rule \`${rule.id}\` failed on \`${root}\`: ${what}`, { cause: error });
  }
  return findings;
}
