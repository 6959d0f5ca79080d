import { checkKind } from '../check.ts';
import type { Evidence, ProgramRun, SeenPacket } from '../evidence.ts';
import { packetLine, receivedPackets, sentPackets } from '../packets.ts';
import { oneOfWords } from '../parameters.ts';
import { OWN_ADDRESS, programEnd } from '../program-end.ts';
import { type Clues, failed, notSeen, PASSED, type Verdict } from '../verdict.ts';
import { verbatim, words } from '../words.ts';

const VERSIONS = ['3.1', '3.1.1', '5'] as const;
const PROTOCOLS = { '3.1': 'MQTT 3.1', '3.1.1': 'MQTT 3.1.1', '5': 'MQTT 5.0' } as const;

/** The broker accepts the program's CONNECT, of the version asked for. */
export const connects = checkKind({
  name: 'connects',
  parameters: { version: oneOfWords(VERSIONS) },
  rule: ({ version }) =>
    version === undefined
      ? words('connects to the broker', 'se conecta al broker')
      : words(`connects with MQTT ${version}`, `se conecta con MQTT ${version}`),
  decide: (evidence, { version }, _, isOver) => {
    if (!evidence.seesPackets) return decideByArrivals(evidence, isOver);
    const accepted = receivedPackets(evidence, 'connack').find(
      ({ packet }) => packet.facts.codes?.every(({ isError }) => !isError) ?? true,
    );
    const connect = sentPackets(evidence, 'connect').find(
      ({ connection }) => connection === accepted?.connection,
    );
    if (connect !== undefined) return decideVersion(connect, version && PROTOCOLS[version]);
    return decideWithout(evidence, isOver);
  },
});

function decideVersion(connect: SeenPacket, protocol: string | undefined): Verdict {
  const seen = connect.packet.facts.protocol;
  if (protocol === undefined || seen === protocol) return PASSED;
  return failed({
    seen: verbatim(seen ?? '?'),
    expected: verbatim(protocol),
    packet: packetLine(connect),
    hint: words(
      'name the version when you make the client, as protocol=mqtt.MQTTv31 in Paho',
      'indica la versión al crear el cliente, como protocol=mqtt.MQTTv31 en Paho',
    ),
  });
}

function decideWithout(evidence: Evidence, isOver: boolean): Verdict | undefined {
  const refused = receivedPackets(evidence, 'connack').at(-1);
  const end = firstEnd(evidence.runs);
  if (!isOver && end === undefined) return undefined;
  const expected = words('CONNECT, and the answer CONNACK 0', 'CONNECT, y la respuesta CONNACK 0');
  if (refused !== undefined) {
    const packet = packetLine(refused);
    return failed({ seen: words('the broker refused', 'el broker lo rechazó'), expected, packet });
  }
  if (end !== undefined) return failed({ ...programEnd(end), expected });
  const stranger = evidence.strangers.at(-1);
  if (stranger !== undefined)
    return failed({ seen: verbatim(stranger), expected, ...strangerHint(stranger) });
  return failed({
    seen: words('no connection came', 'no llegó ninguna conexión'),
    expected,
    hint: OWN_ADDRESS,
  });
}

function strangerHint(reason: string): Clues {
  if (!/TLS|certificate/.test(reason)) return {};
  return {
    hint: words(
      'in Paho: client.tls_set(os.environ["MQTT_CAFILE"]) before connect()',
      'en Paho: client.tls_set(os.environ["MQTT_CAFILE"]) antes de connect()',
    ),
  };
}

/** Without CONNECT in sight a message is proof enough. */
function decideByArrivals(evidence: Evidence, isOver: boolean): Verdict | undefined {
  if (evidence.arrivals.some(({ retain }) => !retain)) return PASSED;
  if (!isOver) return undefined;
  return notSeen(
    words('no message arrived', 'no llegó ningún mensaje'),
    words('a message below the topics asked for', 'un mensaje bajo los topics pedidos'),
  );
}

/** A program that ended before anybody asked it to. */
function firstEnd(runs: readonly ProgramRun[]): ProgramRun | undefined {
  return runs.find(({ exit, stoppedAtMs }) => exit !== undefined && stoppedAtMs === undefined);
}
