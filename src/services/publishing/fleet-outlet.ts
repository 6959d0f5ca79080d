import type { OpenLink } from '../../client-link.ts';
import { Failure } from '../../failure.ts';
import { churnEvents } from '../../fleet/churn.ts';
import { ClientFleet } from '../../fleet/client-fleet.ts';
import type { FleetClient } from '../../fleet/fleet-client.ts';
import type { Outage } from '../../fleet/outage.ts';
import { formatEndpoint } from '../../mqtt/settings.ts';
import type { ClientTotals } from '../../observation/counts.ts';
import type { Sink } from '../../observation/sink.ts';
import type { SimulatedClock } from '../../publisher/clock.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import { MAX_TIMER_MS } from '../../timers.ts';
import { connect, warnIfInsecure } from '../connect.ts';
import { note, warn } from '../note.ts';
import type { FleetPlan } from './fleet-plan.ts';
import { createFleetPublisher } from './fleet-publisher.ts';
import type { Outlet } from './outlet.ts';
import type { OutletSettings } from './session-outlet.ts';
import type { SimulatedBuilding } from './source.ts';

export interface FleetOutletSettings extends OutletSettings {
  readonly plan: FleetPlan;
  readonly building: SimulatedBuilding;
  readonly clock: SimulatedClock;
  /** The real clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/** Faults of the building cut clients off within this time. */
const CUT_MS = 500;
const CUT_PARTS = 10;

/**
 * Publishes through many clients. Resolves when each has had an answer of the broker, or its first attempt has failed. Rejects
 * with a Failure if there is no connection at all.
 */
export async function openFleetOutlet(settings: FleetOutletSettings, sink: Sink): Promise<Outlet> {
  const { connection, plan, building, clock, now, signal } = settings;
  warnIfInsecure(connection, sink);
  // The ordinary client runs a broker if there is none, and takes over if that broker's process ends.
  const host = connection.mayHost
    ? await connect({ ...connection, will: undefined }, signal, sink)
    : undefined;
  const whenOpen = createSignal();
  const publisher = createFleetPublisher({
    ...settings,
    clients: plan.clients.length,
    clientOf: (message) => clientOf(message),
    hasOpen: () => fleet.counts.of('open') > 0,
    whenOpen: () => (fleet.counts.of('open') > 0 ? Promise.resolve() : whenOpen.next()),
  });
  const fleet = new ClientFleet({
    clients: plan.clients.map(({ settings }) => settings),
    openLink: await linksOf(settings),
    nodes: 1 + connection.otherEndpoints.length,
    rampMs: plan.rampMs,
    waitMs: connection.waitMs,
    giveUpMs: connection.giveUpMs,
    now,
    simulatedNow: clock.now,
    random: Math.random,
    onOutage: (outage) => tellOutage(outage),
    onMessage: (message) => settings.orders?.take(message),
    onQueued: publisher.queued,
    onChange: () => {
      if (fleet.counts.of('open') > 0) whenOpen.tell();
      tellLoss();
    },
  });
  void fleet.lost.then(whenOpen.tell);
  let isAlone = false;
  const tellLoss = (): void => {
    const { counts } = fleet;
    if (!isAlone && counts.of('open') === 0 && counts.of('lost') > 0) {
      isAlone = true;
      note(sink, 'every client has lost its connection; they try again');
    } else if (isAlone && counts.of('open') > 0) {
      isAlone = false;
      note(sink, 'clients are connected again');
    }
  };
  const byPlace = new Map(plan.clients.map(({ settings: { place } }, n) => [place, n]));
  const tellOutage = (outage: Outage): void => {
    const client = plan.clients[byPlace.get(outage.place) ?? -1];
    if (client) building.onOutage(outage, client.sensors());
  };
  const clientOf = routing(plan, byPlace, fleet);

  note(sink, `connecting ${plan.clients.length} clients over ${(plan.rampMs / 1000).toFixed(1)} s`);
  const failure = await Promise.race([fleet.start(), fleet.lost, aborted(signal)]);
  if (failure) {
    await fleet.close(0);
    await host?.close(0);
    throw failure;
  }
  note(sink, clientsNote(totalsOf(fleet)));
  for (const [why, clients] of fleet.refusals) warn(sink, `${clients} refused: ${why}`);
  const told = new Map(fleet.refusals);
  const watch = setInterval(() => {
    for (const [why, clients] of fleet.refusals) {
      const more = clients - (told.get(why) ?? 0);
      if (more > 0) warn(sink, `${more} refused: ${why}`);
      told.set(why, clients);
    }
  }, 1000);
  const stops = [startChurn(fleet, settings), startCutting(fleet, settings), () => clearInterval(watch)];

  return {
    publisher,
    lost: fleet.lost,
    published: () => {},
    congestedUntilMs: () => undefined,
    finish: () => {
      for (const stop of stops) stop();
      for (const client of fleet.clients) if (client.waiting > 0) client.start();
    },
    close: async (timeoutMs) => {
      for (const stop of stops) stop();
      await fleet.close(timeoutMs > 0 ? Math.max(timeoutMs, plan.clients.length) : 0);
      await host?.close(timeoutMs);
    },
    clients: () => totalsOf(fleet),
    refusal: () => fleet.firstRefusal,
  };
}

async function linksOf({ connection, qos }: FleetOutletSettings): Promise<OpenLink> {
  if (connection.endpoint.protocol === 'mqtt-sn') {
    const { createSnLinks } = await import('../../mqtt-sn/link/sn-link.ts');
    const { endpoint, mqttSn, keepaliveS } = connection;
    return createSnLinks({
      ...endpoint,
      where: formatEndpoint(endpoint),
      client: { ...mqttSn, keepAliveS: keepaliveS },
    });
  }
  const { createMqttLinks } = await import('../../mqtt/lean/mqtt-link.ts');
  return createMqttLinks(connection, qos);
}

/** Finds the client of a message. Its topic is looked up first: a building has the same topics all the time. */
function routing(
  plan: FleetPlan,
  byPlace: ReadonlyMap<string, number>,
  fleet: ClientFleet,
): (message: DueMessage) => FleetClient | undefined {
  const byTopic = new Map<string, FleetClient | undefined>();
  return (message) => {
    const known = byTopic.get(message.topic);
    if (known !== undefined) return known;
    const address = message.reading?.address ?? message.address;
    const client = address && fleet.clients[byPlace.get(plan.placeOf(address)) ?? -1];
    byTopic.set(message.topic, client);
    return client;
  };
}

/** Makes clients come and go. Returns a function that ends this. */
function startChurn(fleet: ClientFleet, { plan, building, clock }: FleetOutletSettings): () => void {
  if (plan.churnPerSecond === undefined) return () => {};
  const events = churnEvents({
    seed: building.seed,
    perSecond: plan.churnPerSecond,
    clients: fleet.clients.length,
  });
  const timers = new Set<NodeJS.Timeout>();
  const at = (timeMs: number, callback: () => void): void => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        callback();
      },
      Math.min(Math.max(0, clock.realMsUntil(timeMs)), MAX_TIMER_MS),
    );
    timers.add(timer);
  };
  const next = (): void => {
    const { value: event } = events.next();
    if (event === undefined) return;
    const timeMs = building.startMs + event.afterMs;
    at(timeMs, () => {
      const client = fleet.clients[event.client];
      // A client whose last absence is not over yet stays: each absence has a line of the truth.
      if (client?.state === 'open' && client.outage === undefined) {
        if (event.kind === 'moved') client.move();
        else {
          if (event.kind === 'left') client.leave();
          else client.vanish('vanished');
          at(timeMs + event.awayMs, () => client.start());
        }
      }
      next();
    });
  };
  next();
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

/** Cuts clients off while a fault of the building says so. Returns a function that ends this. */
function startCutting(fleet: ClientFleet, { plan, building, clock }: FleetOutletSettings): () => void {
  const { isCutOff } = building;
  if (isCutOff === undefined) return () => {};
  const cut = new Set<FleetClient>();
  let next = 0;
  let lookedMs = performance.now();
  const look = (): void => {
    const timeMs = clock.now();
    const nowMs = performance.now();
    // A part of the clients at a time, because thousands hold up the readings. After a late timer the part is larger.
    const share = Math.min(1, (nowMs - lookedMs) / CUT_MS);
    lookedMs = nowMs;
    for (const end = next + Math.ceil(share * plan.clients.length); next < end; next++) {
      const n = next % plan.clients.length;
      const [client, address] = [fleet.clients[n], plan.clients[n]?.address];
      if (client === undefined || address === undefined) continue;
      if (isCutOff(address, timeMs)) {
        cut.add(client);
        client.vanish('cut');
      } else if (cut.delete(client)) {
        client.start();
      }
    }
  };
  const timer = setInterval(look, CUT_MS / CUT_PARTS);
  return () => clearInterval(timer);
}

function totalsOf({ clients, counts, losses, refusals }: ClientFleet): ClientTotals {
  return {
    clients: clients.length,
    connected: counts.of('open'),
    connecting: counts.of('connecting') + counts.of('lost'),
    away: counts.of('away'),
    refused: [...refusals],
    losses,
  };
}

function clientsNote({ clients, connected, connecting }: ClientTotals): string {
  const rest = connecting > 0 ? `, ${connecting} connecting` : '';
  return `${connected} of ${clients} clients connected${rest}`;
}

function createSignal() {
  let waiting: (() => void)[] = [];
  return {
    next: () => new Promise<void>((resolve) => waiting.push(resolve)),
    tell: () => {
      const told = waiting;
      waiting = [];
      for (const resolve of told) resolve();
    },
  };
}

function aborted(signal: AbortSignal): Promise<Failure> {
  return new Promise((resolve) => {
    const interrupted = (): void =>
      resolve(new Failure('interrupted before it was connected', Number(signal.reason)));
    if (signal.aborted) interrupted();
    signal.addEventListener('abort', interrupted, { once: true });
  });
}
