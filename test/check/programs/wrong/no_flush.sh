#!/bin/sh
# exercise: alarm
# fails: prints-in-time
mosquitto_sub -h "$MQTT_HOST" -p "$MQTT_PORT" -t "$BUILDING/+/+/+/TEMP" -F '%t %p' |
  perl -ne '
    $SIG{INT} = "IGNORE";
    ($place) = m{^(\S+/P_\S+) } or next;
    /"value":\s*(-?\d[\d.]*(?:e[-+]?\d+)?)/i or next;
    print join(" ", split("/", $place)), " $1\n" if $1 > $ENV{THRESHOLD};
  '
