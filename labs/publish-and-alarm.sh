#!/usr/bin/env bash
# A client publishes the value of a random sensor of a random room, in JSON or CBOR; an alarm program prints only the
# values above a threshold, with building, floor, wing, room, sensor and value.
source "$(dirname "$0")/lab.sh"
start_broker

step "readings in JSON, as any MQTT client sees them"
"${SIM[@]}" publish --url "$URL" --interval 100ms --count 5 --output jsonl --quiet

step "readings in CBOR"
"${SIM[@]}" publish --url "$URL" --interval 100ms --count 5 --format cbor --quiet

step "an alarm at temperatures above 20 °C, and a publisher beside it"
"${SIM[@]}" alarm --url "$URL" --sensor TEMP --above TEMP=20 --count 3 --timeout 60s &
alarm=$!
"${SIM[@]}" publish --url "$URL" --rate 20 --duration 5m --quiet >"$work/readings" &
wait "$alarm"

# expect: "payload":"\{\\"sensor\\":
# expect: ^20\d\d-.* BUILDING floor \d wing [NSEO] room \d TEMP [\d.]+ Cel > 20$
