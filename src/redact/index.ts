export { createRedactor, type Redactor, redact, type SecretRange, secretRanges } from './redact.ts';
