/** What do tools read that know Checkstyle's XML report? */
import type { Report } from './report.ts';
import { type Told, tellByFile } from './told.ts';
import { attribute } from './xml.ts';

/** Every file that was looked at, with its findings; `source` is the rule. Lines and columns are 1-based. */
export function formatCheckstyle(report: Report): string {
  const files = [...tellByFile(report)].map(([name, findings]) => {
    const errors = findings.map((told) => `    <error${attributesOf(told)}/>\n`);
    return `  <file${attribute('name', name)}${errors.length === 0 ? '/>' : `>\n${errors.join('')}  </file>`}\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="10.0">\n${files.join('')}</checkstyle>\n`;
}

function attributesOf({ line, column, severity, message, help, rule }: Told): string {
  return [
    attribute('line', line),
    attribute('column', column),
    attribute('severity', severity),
    attribute('message', help === undefined ? message : `${message}\nhelp: ${help}`),
    attribute('source', `nginx-vet.${rule}`),
  ].join('');
}
