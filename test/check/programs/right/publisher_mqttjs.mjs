// exercise: publisher
// exercise: publisher-cbor 5 cbor
// A publisher with mqtt.js: MQTT version and payload format are arguments.
import { Encoder } from 'cbor-x';
import mqtt from 'mqtt';

const [version = '4', format = 'json'] = process.argv.slice(2);
const client = mqtt.connect(process.env.MQTT_URL, { protocolVersion: Number(version) });
const cbor = new Encoder({ useRecords: false });
const any = (list) => list[Math.floor(Math.random() * list.length)];

function publish() {
  const topic = `B/P_${any([1, 2])}/${any(['N', 'S', 'E', 'O'])}/${any([1, 2, 3])}/${any(['TEMP', 'HUM', 'LUX', 'VIBR'])}`;
  const reading = { value: Math.round(Math.random() * 300) / 10 };
  client.publish(topic, format === 'cbor' ? cbor.encode(reading) : JSON.stringify(reading));
  setTimeout(publish, 150 + Math.random() * 500);
}

client.once('connect', publish);
process.on('SIGINT', () => client.end(false, () => process.exit()));
