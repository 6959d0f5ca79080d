// exercise: tls
// exercise: websocket
// Publishes a message, over whatever MQTT_URL asks for, and stays.
import { readFileSync } from 'node:fs';
import mqtt from 'mqtt';

const { MQTT_URL, MQTT_CAFILE } = process.env;
const [qos = '0'] = process.argv.slice(2);
const ca = MQTT_CAFILE && readFileSync(MQTT_CAFILE);
const client = mqtt.connect(MQTT_URL, { reconnectPeriod: 500, ...(ca && { ca }) });
client.once('connect', () => client.publish('lab/jane', 'hello', { qos: Number(qos) }));
process.on('SIGINT', () => client.end(true, () => process.exit()));
