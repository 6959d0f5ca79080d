#!/bin/sh
# Three messages of mosquitto's client. All arguments go to it.
for number in 1 2 3; do
  mosquitto_pub -h "$MQTT_HOST" -p "$MQTT_PORT" -t lab/jane -m "$number" "$@"
done
