#!/bin/bash
# exercise: publisher
# A publisher of mosquitto's client: a connection for each message.
sensors=(TEMP HUM LUX VIBR)
wings=(N S E O)
trap 'exit 0' INT TERM
while :; do
  topic="EDIF/P_$((RANDOM % 3))/${wings[RANDOM % 4]}/$((RANDOM % 6 + 1))/${sensors[RANDOM % 4]}"
  mosquitto_pub -h "$MQTT_HOST" -p "$MQTT_PORT" -t "$topic" -m "{\"value\": $((RANDOM % 10)).$((RANDOM % 10))}"
  sleep "0.$((RANDOM % 40 + 10))"
done
