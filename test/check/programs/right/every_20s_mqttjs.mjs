// exercise: every-20s
import mqtt from 'mqtt';

const client = mqtt.connect(process.env.MQTT_URL);
const publish = () => client.publish('home/TEMP', JSON.stringify({ value: 10 + Math.random() * 20 }));
client.once('connect', () => {
  publish();
  setInterval(publish, 20_000);
});
process.on('SIGINT', () => client.end(false, () => process.exit()));
