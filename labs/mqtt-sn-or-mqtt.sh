#!/usr/bin/env bash
# The same 1,000 readings over MQTT-SN and over MQTT, at QoS 0 and 1: packets of the protocol, and their bytes.
# labs/mqtt-sn-or-mqtt.md says what to see in it, with the headers of UDP, TCP and IP counted too.
source "$(dirname "$0")/lab.sh"
start_broker
mqtt=$BUILDING_SIM_URL
serve gateway building-sim gateway --listen $((PORT + 1))
sn=mqtt-sn://127.0.0.1:${ports[0]}
# The long keep-alive leaves no PINGREQ among them.
readings=(--seed 1 --floors 1 --rooms 1 --wing N --start 2026-01-05 --interval 1s --speed 1000 --count 1000 -k 3600)

# Publishes at QoS 0, then at QoS 1, through a trace.
# usage: publish_through TRACE URL
publish_through() {
  local trace=$1 protocol=${2%%:*} qos
  serve "$trace" building-sim trace --listen $((PORT + 2)) --url "$2" -J
  for qos in 0 1; do
    as pub building-sim publish --url "$protocol://127.0.0.1:${ports[0]}" -q "$qos" "${readings[@]}" >"$work/shown"
    head -n 1 "$work/shown"
  done
  stop "$trace"
}

# Counts the packets of each connection up to its DISCONNECT.
count() {
  awk -v protocol="$2" '
    function number(key) { return match($0, "\"" key "\":[0-9]+") ? substr($0, RSTART + length(key) + 3, RLENGTH) + 0 : 0 }
    /"type":"packet"/ {
      c = number("connection")
      if (over[c]) next
      packets[c]++
      bytes[c] += number("bytes")
      payload[c] += number("payload_bytes")
    }
    /"packet":"disconnect"/ { over[c] = 1 }
    END {
      for (c = 1; c <= 2; c++)
        printf "%-14s %8d packets %8d bytes %8d of them payload\n", protocol ", QoS " c - 1, packets[c], bytes[c], payload[c]
    }' "$work/$1"
}

question "1,000 readings of one room, on four topics, at QoS 0 and 1: which protocol takes more packets, and which more bytes?"
publish_through sn "$sn"
publish_through mqtt "$mqtt"

step "1,000 readings each, from CONNECT to DISCONNECT"
count sn MQTT-SN
count mqtt MQTT
answer "MQTT-SN takes 8 packets more: REGISTER and REGACK for each topic. Then two bytes are enough for a topic, while MQTT sends its name each time."
