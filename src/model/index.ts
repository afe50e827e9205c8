export type { Family, Scheme, WrittenAddress } from './address.ts';
export { formatAddress, isPrivateName } from './address.ts';
export type { RequestHeader, RequestHeaders } from './headers.ts';
export type { Destination, Hop, Peer, TlsName } from './hop.ts';
export { type Assumption, effectiveList, type ListSetting, Setting } from './inherit.ts';
export { buildModel, type Model } from './model.ts';
export type { Scope, ScopeKind } from './scope.ts';
export { keepaliveCount, type Upstream, type UpstreamServer } from './upstream.ts';
export type { PossibleValue, PossibleValues } from './variables.ts';
