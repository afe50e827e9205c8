export { fingerprinter, fingerprints } from './fingerprint.ts';
