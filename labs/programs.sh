#!/usr/bin/env bash
# Small programs of the labs: subscribe for a time and disconnect properly; a temperature between 10 and 30 every so
# often; a kitchen and a living room, and one subscription for both. SECONDS_TO_RUN=300 makes it the five minutes of the text.
source "$(dirname "$0")/lab.sh"
start_broker
seconds=${SECONDS_TO_RUN:-5}

step "a temperature between 10 and 30, twice a second for $seconds s (every 20 s: --interval 20s)"
"${SIM[@]}" publish --url "$URL" --floor 1 --wing N --room 1 --sensor TEMP --range TEMP=10..30 --interval 500ms \
  --duration "${seconds}s" --retain --quiet >"$work/kitchen" &
"${SIM[@]}" publish --url "$URL" --floor 1 --wing N --room 2 --sensor TEMP --range TEMP=10..30 --interval 500ms \
  --duration "${seconds}s" --retain --quiet >"$work/living-room" &
await TEMP "$work/kitchen"
await TEMP "$work/living-room"

step "one subscription for both rooms, for $seconds s; then DISCONNECT"
"${SIM[@]}" watch --url "$URL" -t BUILDING/P_1/N/+/TEMP --duration "${seconds}s" --quiet

step "the same with mosquitto's way of publishing one message"
"${SIM[@]}" publish --url "$URL" -t lab/hello -m 'hello' -q 1 --quiet

# expect: BUILDING/P_1/N/1/TEMP [12]\d
# expect: BUILDING/P_1/N/2/TEMP [12]\d
# expect: lab/hello hello
