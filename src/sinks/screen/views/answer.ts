import { PROBES } from '../../../probe/list.ts';
import type { ProbeAnswer } from '../../../probe/probe.ts';
import { escapeControl } from '../../../text/escape.ts';
import { createPrinter, type View } from '../printer.ts';
import type { OpenView } from '../views.ts';

/** `stats --check-broker`: an answer a line. */
export const openAnswerView: OpenView<'answer'> = (screen, { format }) => {
  const print = createPrinter(format, ANSWER_VIEW, screen);
  return { take: ({ answer }) => print(answer) };
};

const WIDTH = Math.max(...PROBES.map(({ feature }) => feature.length));

const ANSWER_VIEW: View<ProbeAnswer> = {
  columns: ['type', 'feature', 'supported', 'detail'],
  human: ({ feature, supported, detail }, paint) =>
    `${feature.padEnd(WIDTH)}  ${supported ? 'yes' : 'no '}  ${paint.dim(escapeControl(detail))}`,
  record: ({ feature, supported, detail }) => ({ type: 'check', feature, supported, detail }),
};
