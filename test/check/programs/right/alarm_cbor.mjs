// exercise: alarm
// exercise: alarm-cbor
// An alarm program that reads JSON and CBOR.
import { decode } from 'cbor-x';
import mqtt from 'mqtt';

const { MQTT_URL, BUILDING, THRESHOLD } = process.env;
const client = mqtt.connect(MQTT_URL, { reconnectPeriod: 300 });

function valueOf(payload) {
  try {
    const reading = payload[0] === 0x7b ? JSON.parse(payload.toString()) : decode(payload);
    return reading?.value;
  } catch {
    return undefined;
  }
}

client.on('connect', () => client.subscribe(`${BUILDING}/+/+/+/TEMP`));
client.on('message', (topic, payload) => {
  const value = valueOf(payload);
  if (typeof value === 'number' && value > THRESHOLD)
    console.log(`${topic.replaceAll('/', ' ')} ${value.toFixed(1)}`);
});
process.on('SIGINT', () => client.end());
