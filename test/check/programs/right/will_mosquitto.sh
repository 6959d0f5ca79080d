#!/bin/sh
# exercise: will
exec mosquitto_sub -h "$MQTT_HOST" -p "$MQTT_PORT" -t lab/any --will-topic lab/jane --will-payload Disconnected
