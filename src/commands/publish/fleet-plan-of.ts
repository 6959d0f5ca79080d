import type { Address } from '../../building/address.ts';
import { type ClientLevel, placeTopic } from '../../building/client-level.ts';
import { addressesOf, type Layout } from '../../building/layout.ts';
import { inShard } from '../../building/shard.ts';
import { usageFailure } from '../../failure.ts';
import type { FleetClientSettings } from '../../fleet/fleet-client.ts';
import { OFFLINE } from '../../fleet/online-state.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import { readCredentialsFile } from '../../options/client-credentials.ts';
import { simulatedBuilding } from '../../options/layout.ts';
import type { Templates } from '../../options/templates.ts';
import { randomHex } from '../../random-names.ts';
import type { FleetPlan, PlannedClient } from '../../services/publishing/fleet-plan.ts';
import { partOfLayout } from '../../services/publishing/part-of-layout.ts';
import type { SimulatedBuilding } from '../../services/publishing/source.ts';
import {
  nameBeyond,
  type PlaceTemplate,
  placeTemplate,
  readPlaceTemplate,
  type TemplatePlace,
} from '../../text/place-template.ts';
import { ReadError } from '../../text/reader.ts';
import { chosenShard } from './chosen-shard.ts';
import { assertDescriptorsFor } from './descriptors.ts';
import type { PublishSettings } from './options.ts';
import { statusTopicsOf } from './status-topics.ts';
import { templatedPart } from './templated-messages.ts';

/** Each client costs memory and a descriptor on both sides. */
const MAX_CLIENTS = 200_000;
const RAMP_MS_A_CLIENT = 2;
/** Options that mean something to many clients only. */
const CLIENT_OPTIONS = ['credentials', 'ramp', 'churn'] as const;

/**
 * The clients in the options, one at each of `clientPlaces`; undefined for one client. Throws a usage failure for
 * contradictory options, for two clients with one id or one state topic, and for more clients than file descriptors.
 */
export function fleetPlanOf(
  settings: PublishSettings,
  connection: ConnectionSettings,
  building: SimulatedBuilding | undefined,
  places: readonly Address[],
): FleetPlan | undefined {
  const level = settings.clients;
  if (level === 'building') {
    const vain = CLIENT_OPTIONS.find((name) => settings[name] !== undefined);
    if (vain !== undefined) throw usageFailure(`--${vain} needs --clients floor, wing, room or sensor`);
    return undefined;
  }
  if (settings['ha-discovery'] === 'remove') return undefined;
  if (building === undefined)
    throw usageFailure('--clients needs a simulated building: leave out --topic, --value and --replay');
  if (connection.will) throw usageFailure('--will-topic is for one client: --clients has --status-topic');
  if (settings.qos === -1) throw usageFailure('--qos -1 has no connections: leave out --clients');
  if (settings.churn !== undefined && settings.speed === Number.POSITIVE_INFINITY)
    throw usageFailure('--churn needs a clock: leave out --speed max');
  if (places.length > MAX_CLIENTS)
    throw usageFailure(`--clients ${level}: ${places.length} clients are more than ${MAX_CLIENTS}`);
  const clients = plannedClients(settings, connection, building.layout, places);
  if (!settings['dry-run']) assertDescriptorsFor(level, clients.length, connection.mayHost ? 2 : 1);
  return {
    level,
    clients,
    placeOf: (address) => placeTopic(address, level),
    rampMs: rampMsOf(settings, places),
    churnPerSecond: settings.churn,
  };
}

/** The time over which the first connections of the clients are spread, in milliseconds; 0 for one client. */
export function rampMsOf({ ramp }: PublishSettings, places: readonly Address[]): number {
  return places.length === 0 ? 0 : (ramp ?? RAMP_MS_A_CLIENT * places.length);
}

/**
 * A sensor at the place of each client in the options, if the place has a sensor in the shard; none for one client.
 * Without a simulated building there are none, and `fleetPlanOf` says so.
 */
export function clientPlaces(settings: PublishSettings, templates: Templates): Address[] {
  const { clients: level, topic, replay, value } = settings;
  if (level === 'building' || (topic ?? replay ?? value) !== undefined) return [];
  if (settings['ha-discovery'] === 'remove') return [];
  const shard = chosenShard(settings, templates);
  const places = new Map<string, Address>();
  for (const address of addressesOf(templatedPart(simulatedBuilding(settings).layout, templates))) {
    const place = placeTopic(address, level);
    if (!places.has(place) && inShard(address, shard)) places.set(place, address);
  }
  return [...places.values()];
}

function plannedClients(
  settings: PublishSettings,
  connection: ConnectionSettings,
  layout: Layout,
  addresses: readonly Address[],
): PlannedClient[] {
  const level = settings.clients;
  // Without --id, the connection's id is that of --id-prefix.
  const prefixed = settings.id === undefined ? connection.clientId : undefined;
  const run = prefixed ?? `bsim-${randomHex(6)}`;
  const isOneBuilding = new Set(addresses.map(({ building }) => building)).size === 1;
  const template = (option: string, text: string): PlaceTemplate => checkedTemplate(option, text, level);
  const id = template('id', settings.id ?? (isOneBuilding ? '{run}-{place}' : '{run}-{building}-{place}'));
  const statusTopicOf = statusTopicsOf(settings);
  const username = connection.username === undefined ? undefined : template('username', connection.username);
  const password = connection.password === undefined ? undefined : placeTemplate(connection.password);
  const credentials =
    settings.credentials === undefined ? undefined : readCredentialsFile(settings.credentials);

  const ids = new Set<string>();
  const topics = new Set<string>();
  const filterOf = orderFilters(settings);
  return addresses.map((address) => {
    const place: TemplatePlace = { address, level, prefix: settings.prefix, run };
    const clientId = id.fill(place);
    unique(ids, clientId, '--id', 'clients would have the id');
    const topic = statusTopicOf(address);
    if (topic !== undefined) {
      unique(topics, topic, '--status-topic', 'clients would keep their state in');
    }
    const own = credentials?.get(clientId);
    if (credentials && own === undefined)
      throw usageFailure(`--credentials ${settings.credentials}: no line for the client '${clientId}'`);
    const identity: FleetClientSettings['identity'] = {
      clientId,
      username: own?.username ?? username?.fill(place),
      password: own?.password ?? password?.fill(place),
      will: topic === undefined ? undefined : { topic, payload: OFFLINE, qos: 1, retain: true },
    };
    return {
      settings: {
        identity,
        place: placeTopic(address, level),
        statusTopic: topic,
        filter: filterOf(address),
      },
      address,
      sensors: () => partOfLayout(layout, address, level),
    };
  });
}

function checkedTemplate(option: string, text: string, level: ClientLevel): PlaceTemplate {
  try {
    const template = readPlaceTemplate(text);
    const beyond = nameBeyond(template, level);
    if (beyond === undefined) return template;
    throw new ReadError(`{${beyond}} means nothing to the client of a ${level}`);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw usageFailure(`--${option} '${text}': ${error.message}`, { cause: error });
  }
}

/** The filter of the orders to the rooms of a client; undefined for none. Of the clients of a room's sensors the first has it. */
function orderFilters({
  orders,
  clients: level,
  prefix,
}: PublishSettings): (address: Address) => string | undefined {
  const levels = { building: '/+/+/+', floor: '/+/+', wing: '/+', room: '', sensor: '' };
  const known = new Set<string>();
  return (address) => {
    if (!orders) return undefined;
    const place = placeTopic(address, level === 'sensor' ? 'room' : level, prefix);
    if (known.has(place)) return undefined;
    known.add(place);
    return `${place}${levels[level]}/set`;
  };
}

function unique(known: Set<string>, text: string, option: string, words: string): void {
  if (known.has(text))
    throw usageFailure(`${option}: two ${words} '${text}'; name the place, as {place} does`);
  known.add(text);
}
