import { connectAsync, type MqttClient } from 'mqtt';

/** An entity as Home Assistant knows it. */
export interface Entity {
  readonly config: Readonly<Record<string, unknown>>;
  /** Undefined until the first state. */
  state: string | undefined;
  isAvailable: boolean;
}

/** What Home Assistant accepts: its own pattern of discovery topics. */
const CONFIG_TOPIC = /^homeassistant\/(?<component>\w+)\/(?:[\w-]+\/)?[\w-]+\/config$/;

/**
 * A client that does with MQTT what Home Assistant does: MQTT 5 with a clean start, a birth message and a will, discovery by
 * retained configurations at QoS 0, removal by an empty one, states by a template, availability, and expiry.
 */
export class HomeAssistant {
  readonly entities = new Map<string, Entity>();
  /** Configurations that it refused, and why. */
  readonly refused: string[] = [];
  readonly #client: MqttClient;
  readonly #byTopic = new Map<string, Set<Entity>>();
  readonly #lastHeard = new Map<string, string>();
  readonly #expiring = new Map<Entity, NodeJS.Timeout>();

  static async start(url: string): Promise<HomeAssistant> {
    const status = { topic: 'homeassistant/status', qos: 0, retain: false } as const;
    const client = await connectAsync(url, {
      protocolVersion: 5,
      clean: true,
      will: { ...status, payload: Buffer.from('offline') },
    });
    const home = new HomeAssistant(client);
    await client.subscribeAsync(['homeassistant/+/+/config', 'homeassistant/+/+/+/config']);
    await client.publishAsync(status.topic, 'online');
    return home;
  }

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, payload) => {
      if (topic.startsWith('homeassistant/')) {
        this.#discovered(topic, payload.toString());
        return;
      }
      this.#lastHeard.set(topic, payload.toString());
      for (const entity of this.#byTopic.get(topic) ?? []) this.#heard(entity, topic, payload.toString());
    });
  }

  /** What a person does to an entity: `option` is the key of the payload, such as `payload_on`. */
  async press(id: string, option: string): Promise<void> {
    const { config } = this.#entity(id);
    await this.#client.publishAsync(String(config.command_topic), String(config[option]));
  }

  /** The person gives a number entity another value. */
  async setNumber(id: string, value: number): Promise<void> {
    const { config } = this.#entity(id);
    if (value < Number(config.min) || value > Number(config.max)) throw new Error(`${value} is out of range`);
    const payload = String(config.command_template).replace('{{ value }}', `${value}`);
    await this.#client.publishAsync(String(config.command_topic), payload);
  }

  #entity(id: string): Entity {
    const found = [...this.entities.values()].find(({ config }) => config.unique_id === id);
    if (found === undefined) throw new Error(`no entity ${id}`);
    return found;
  }

  stop(): Promise<void> {
    for (const timer of this.#expiring.values()) clearTimeout(timer);
    return this.#client.endAsync(true);
  }

  #discovered(topic: string, payload: string): void {
    if (!CONFIG_TOPIC.test(topic)) return;
    if (payload === '') {
      this.entities.delete(topic);
      return;
    }
    const config = JSON.parse(payload) as Entity['config'];
    const topics = 'command_topic' in config ? [] : ['state_topic'];
    const missing = [...topics, 'unique_id', 'name', 'device'].filter((name) => !(name in config));
    const taken = [...this.entities.values()].some((other) => other.config.unique_id === config.unique_id);
    if (missing.length > 0 || (taken && !this.entities.has(topic))) {
      this.refused.push(`${topic}: ${missing.length > 0 ? `without ${missing}` : 'unique_id is taken'}`);
      return;
    }
    const entity = { config, state: undefined, isAvailable: config.availability_topic === undefined };
    this.entities.set(topic, entity);
    for (const name of ['availability_topic', 'state_topic']) {
      const source = config[name];
      if (typeof source !== 'string') continue;
      this.#byTopic.set(source, (this.#byTopic.get(source) ?? new Set()).add(entity));
      // MQTT.js subscribes once only. Home Assistant subscribes anew, and hears the retained message anew.
      const heard = this.#lastHeard.get(source);
      if (heard === undefined) void this.#client.subscribeAsync(source);
      else this.#heard(entity, source, heard);
    }
  }

  #heard(entity: Entity, topic: string, payload: string): void {
    const { config } = entity;
    if (topic === config.availability_topic) {
      if (payload === 'online') entity.isAvailable = true;
      if (payload === 'offline') entity.isAvailable = false;
      return;
    }
    if (config.value_template !== '{{ value_json.value }}') throw new Error(`${config.value_template}`);
    entity.state = String((JSON.parse(payload) as { readonly value: number }).value);
    if (typeof config.expire_after !== 'number') return;
    clearTimeout(this.#expiring.get(entity));
    const expire = (): void => {
      entity.state = undefined;
    };
    this.#expiring.set(entity, setTimeout(expire, config.expire_after * 1000));
  }
}
