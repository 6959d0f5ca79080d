#!/bin/sh
# exercise: kept-session
exec mosquitto_sub -h "$MQTT_HOST" -p "$MQTT_PORT" -i lab-jane -c -q 1 -t "$BUILDING/+/+/+/TEMP" -v
