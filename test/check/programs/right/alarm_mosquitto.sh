#!/bin/sh
# exercise: alarm
# An alarm program of mosquitto's client and a line of Perl.
mosquitto_sub -h "$MQTT_HOST" -p "$MQTT_PORT" -t "$BUILDING/+/+/+/TEMP" -F '%t %p' |
  perl -ne '
    $| = 1;
    ($place, $floor, $wing, $room, $sensor) = m{^(\w+)/P_(-?\d+)/(\w)/(\d+)/(\w+) } or next;
    /"value":\s*(-?\d[\d.]*(?:e[-+]?\d+)?)/i or next;
    printf "edificio %s\n planta %d\n ala %s\n sala %d\n %s: %.2f\n", $place, $floor, $wing, $room, $sensor, $1
      if $1 > $ENV{THRESHOLD};
  '
