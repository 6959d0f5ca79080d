import type { Finding, Probe, ProbedBroker } from './probe.ts';

export interface Answer extends Finding {
  readonly feature: string;
}

/** Asks everything at once. A probe that fails, or takes longer than `deadlineMs`, is an answer too. */
export function askAll(
  probes: readonly Probe[],
  broker: ProbedBroker,
  deadlineMs: number,
): Promise<readonly Answer[]> {
  return Promise.all(
    probes.map(async ({ feature, ask }) => ({ feature, ...(await askOne(ask, broker, deadlineMs)) })),
  );
}

async function askOne(ask: Probe['ask'], broker: ProbedBroker, deadlineMs: number): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const detail = `no answer within ${deadlineMs / 1000} s`;
    timer = setTimeout(() => resolve({ supported: false, detail }), deadlineMs);
  });
  const asked = ask(broker).catch((error: Error) => ({ supported: false, detail: reasonOf(error) }));
  const finding = await Promise.race([asked, late]);
  clearTimeout(timer);
  return finding;
}

/** Of `mqtt://host refused the connection: why; what to do` the why: the row says which broker and what was asked. */
function reasonOf({ message }: Error): string {
  return message.replace(/^\S+ refused the connection: /, '').split('; ', 1)[0] ?? message;
}
