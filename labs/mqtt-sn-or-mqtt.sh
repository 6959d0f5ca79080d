#!/usr/bin/env bash
# The same 1,000 readings over MQTT-SN and over MQTT, at QoS 0 and 1: messages of the protocol, their bytes, and the
# time they take. labs/mqtt-sn-or-mqtt.md says what to see in it, with the headers of UDP, TCP and IP counted too.
source "$(dirname "$0")/lab.sh"
count=${COUNT:-1000}
start_broker
"${SIM[@]}" gateway --listen "127.0.0.1:$((PORT + 1))" --url "$URL" 2>"$work/gateway" &
await 'listens on udp' "$work/gateway"

# A run of readings through a trace, which counts.
compare() {
  local protocol=$1 target=$2 qos=$3 traced=$((PORT + 2))
  "${SIM[@]}" trace --listen "127.0.0.1:$traced" --url "$protocol://127.0.0.1:$target" --output jsonl \
    >"$work/packets" 2>"$work/trace-$protocol-$qos" &
  local trace=$!
  await listening "$work/trace-$protocol-$qos"
  "${SIM[@]}" publish --url "$protocol://127.0.0.1:$traced" --qos "$qos" --seed 1 --floors 1 --rooms 1 --wing N \
    --start 2026-01-05 --interval 1s --speed 1000 --count "$count" 2>"$work/published" >/dev/null ||
    { cat "$work/published" "$work/gateway" "$work/trace-$protocol-$qos"; return 1; }
  kill -INT "$trace"; wait "$trace" || true
  grep '"type":"packet"' "$work/packets" | awk -v what="$protocol, QoS $qos" '
    { packets++; if (match($0, /"bytes":[0-9]+/)) bytes += substr($0, RSTART + 8, RLENGTH - 8) }
    /"packet":"publish"/ { publishes++ }
    END { printf "%-16s %9d readings %9d packets %9d bytes\n", what, publishes, packets, bytes }'
}

step "$count readings each"
compare mqtt-sn $((PORT + 1)) 0
compare mqtt "$PORT" 0
compare mqtt-sn $((PORT + 1)) 1
compare mqtt "$PORT" 1

# expect: mqtt-sn, QoS 0 +\d+ readings
# expect: mqtt, QoS 0 +\d+ readings
# expect: mqtt-sn, QoS 1 +\d+ readings
# expect: mqtt, QoS 1 +\d+ readings
