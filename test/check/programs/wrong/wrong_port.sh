#!/bin/bash
# exercise: retained
# fails: connects
exec mosquitto_pub -h "$MQTT_HOST" -p 1 -t lab/jane -m hello -r
