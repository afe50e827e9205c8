// what rules meet in views, so that this door is their whole world

export type { Verdict } from '../bindings/index.ts';
export type {
  Assumption,
  AuthAnswer,
  AuthRequest,
  Destination,
  Effectless,
  ErrorLoop,
  ForeignSetting,
  Hop,
  ListenSocket,
  ListSetting,
  Peer,
  RequestHeader,
  Scope,
  Setting,
  Upstream,
  UpstreamServer,
} from '../model/index.ts';
export {
  expectsSlowRequests,
  formatAddress,
  isFragile,
  isGrant,
  isPhp,
  isPrivateName,
  isVerdict,
  LOCAL_PORTS,
  onlyRemotePeer,
  spreadOf,
} from '../model/index.ts';
export { type Span, textOf } from '../text/index.ts';
export type { Directive } from '../tree/index.ts';
export { onePerLocation, standingIn } from './anchors.ts';
export { type Data, type Draft, defineRule, type Preset, type Reads, type Rule } from './define.ts';
export { reportDiagnostics } from './diagnostics.ts';
export { dialDraft, reportMismatches, SEVERITY } from './dials.ts';
export {
  CATEGORIES,
  type Category,
  CONFIDENCES,
  type Confidence,
  type Finding,
  type Fix,
  type Labelled,
  type NginxMessage,
  type Prevents,
  type Safety,
  SEVERITIES,
  type Severity,
} from './finding.ts';
export {
  addAfter,
  appendArgument,
  labelled,
  removeArguments,
  replace,
  replaceArguments,
  setDirective,
  setParameter,
} from './fixes.ts';
export { jointFix, moveAfter } from './joint-fixes.ts';
export { clearConnection, keepConnections, limitIdleTime, safetyOfReuse } from './keepalive-fixes.ts';
export {
  closeFirst,
  idleApps,
  type KeptLonger,
  keptBy,
  keptLonger,
  keptPlaces,
  shorterThan,
  weightOf,
} from './kept-longer.ts';
export { addBesideList, addToList, addToOwner, repeatBehind, repeatLost } from './list-fixes.ts';
export { argumentNames, lostFrom } from './lists.ts';
export { type FileLimit, fileLimit } from './open-files.ts';
export {
  defaultOptions,
  type GivenOptions,
  type OptionSpecs,
  type OptionValues,
  optionProblem,
  optionsSchema,
  optionValues,
} from './options.ts';
export { placesOf, together } from './places.ts';
export { type PluginRule, type PluginRules, rulesOfPlugin } from './plugin.ts';
export { type RefusedHttp10, refusedHttp10 } from './refused-versions.ts';
export { abandonedByNginx, endedByApp, type Limited } from './request-limits.ts';
export { otherScheme } from './scheme-fixes.ts';
export { type StartedApp, startedApps } from './started-apps.ts';
export { type StarvedPool, starvedPools } from './starved-pools.ts';
export {
  type IdleSuppression,
  type MisspeltComment,
  type NamedRule,
  removeComment,
  removeRule,
  SUPPRESSION_KINDS,
  type SuppressionComment,
  type SuppressionKind,
  type Suppressions,
} from './suppression.ts';
export { type ToldDial, toldDials } from './told-dials.ts';
export {
  type JudgedDial,
  type KeepaliveGroup,
  type Mismatch,
  makeView,
  type SelfDial,
  type View,
  type ViewSources,
} from './view.ts';
