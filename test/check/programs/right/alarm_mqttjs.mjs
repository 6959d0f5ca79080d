// exercise: alarm {threshold}
// exercise: alarm {threshold} 5
// An alarm program with mqtt.js. The second argument is the version of MQTT.
import mqtt from 'mqtt';

const [threshold, version = '4'] = process.argv.slice(2);
const { MQTT_URL, BUILDING } = process.env;
const client = mqtt.connect(MQTT_URL, { protocolVersion: Number(version), reconnectPeriod: 300 });

client.on('connect', () => client.subscribe(`${BUILDING}/+/+/+/TEMP`));
client.on('error', (error) => console.error(error.message));
client.on('message', (topic, payload) => {
  try {
    const { value } = JSON.parse(payload.toString());
    if (typeof value !== 'number' || value <= Number(threshold)) return;
    const [building, floor, wing, room, sensor] = topic.split('/');
    console.log(JSON.stringify({ building, floor, wing, room, sensor, value }));
  } catch {
    console.error(`not JSON: ${topic}`);
  }
});
process.on('SIGINT', () => client.end());
