export { createRedactor, type Redactor, redact, secretRanges } from '../redact/index.ts';
