import type { Probe, ProbeAnswer, ProbedBroker, ProbeFinding } from './probe.ts';

/** Runs all probes at once. A probe that fails, or takes longer than `deadlineMs`, gives a negative answer. */
export function askAll(
  probes: readonly Probe[],
  broker: ProbedBroker,
  deadlineMs: number,
): Promise<readonly ProbeAnswer[]> {
  return Promise.all(
    probes.map(async ({ feature, ask }) => ({ feature, ...(await askOne(ask, broker, deadlineMs)) })),
  );
}

async function askOne(ask: Probe['ask'], broker: ProbedBroker, deadlineMs: number): Promise<ProbeFinding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ProbeFinding>((resolve) => {
    const detail = `no answer within ${deadlineMs / 1000} s`;
    timer = setTimeout(() => resolve({ supported: false, detail }), deadlineMs);
  });
  const asked = ask(broker).catch((error: Error) => ({ supported: false, detail: reasonOf(error) }));
  const finding = await Promise.race([asked, late]);
  clearTimeout(timer);
  return finding;
}

/** The reason in `mqtt://host refused the connection: REASON; HINT`. The row of the table names the question itself. */
function reasonOf({ message }: Error): string {
  return message.replace(/^\S+ refused the connection: /, '').split('; ', 1)[0] ?? message;
}
