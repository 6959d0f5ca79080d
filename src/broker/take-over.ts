import type { Aedes, Client } from 'aedes';

/** What aedes has and its types lack. */
interface Registry {
  readonly clients: Record<string, Client | undefined>;
  unregisterClient(client: Client): void;
}

/**
 * Lets a connection that ends unregister only itself. aedes registers a client as soon as the last one of its id has
 * begun to end, and what ends then unregisters whoever has the id: the new one would not be closed when it is taken
 * over in turn [MQTT-3.1.4-2], and never be said to have disconnected.
 */
export function keepSuccessors(aedes: Aedes): void {
  const registry = aedes as unknown as Registry;
  const unregister = registry.unregisterClient.bind(aedes);
  registry.unregisterClient = (client) => {
    const holder = registry.clients[client.id];
    unregister(client);
    if (holder !== client) registry.clients[client.id] = holder;
  };
}
