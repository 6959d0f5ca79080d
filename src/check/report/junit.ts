import { escapeXml } from '../../text/xml.ts';
import type { Language } from '../words.ts';
import { type FindingRecord, findingRecord } from './record.ts';
import { type CheckReport, countOutcomes } from './report.ts';
import { detailText } from './text.ts';

/** A report as JUnit XML for build servers: a case a check, with all of its text. */
export function checkJunit(report: CheckReport, language: Language): string {
  const { exercise, findings, elapsedMs, seed, version } = report;
  const { failed, skipped, 'not-seen': unseen } = countOutcomes(findings);
  const counts = `tests="${findings.length}" failures="${failed}" skipped="${skipped + unseen}" time="${(elapsedMs / 1000).toFixed(3)}"`;
  const cases = findings
    .map((finding) => caseXml(findingRecord(exercise.name, finding, language), language))
    .join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(exercise.title[language])}" ${counts}>`,
    '    <properties>',
    `      <property name="seed" value="${escapeXml(seed)}"/>`,
    `      <property name="version" value="${escapeXml(version)}"/>`,
    '    </properties>',
    `${cases}  </testsuite>`,
    '</testsuites>',
    '',
  ].join('\n');
}

function caseXml(record: FindingRecord, language: Language): string {
  const { exercise, check, rule, verdict } = record;
  const head = `    <testcase classname="${escapeXml(exercise)}" name="${escapeXml(`${check}: ${rule}`)}"`;
  const text = escapeXml(detailText(record, language));
  switch (verdict) {
    case 'passed':
      return `${head}/>\n`;
    case 'failed':
      return `${head}>\n      <failure message="${escapeXml(record.seen ?? rule)}">${text}</failure>\n    </testcase>\n`;
    case 'warning':
      return `${head}>\n      <system-out>${text}</system-out>\n    </testcase>\n`;
    default:
      return `${head}>\n      <skipped message="${escapeXml(verdict)}">${text}</skipped>\n    </testcase>\n`;
  }
}
