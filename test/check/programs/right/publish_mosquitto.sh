#!/bin/sh
# exercise: retained -r
# exercise: qos0 -q 0
# exercise: qos1 -q 1
# exercise: qos2 -q 2
# exercise: mqtt31 -V mqttv31
# Three messages of mosquitto's client. All arguments go to it.
for number in 1 2 3; do
  mosquitto_pub -h "$MQTT_HOST" -p "$MQTT_PORT" -t lab/jane -m "$number" "$@"
done
