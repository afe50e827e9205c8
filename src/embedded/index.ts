export { leftOver } from './dump.ts';
export { foundHolder, holderOf, mayBeHolder } from './holder.ts';
export type { Embedded, Holder } from './types.ts';
