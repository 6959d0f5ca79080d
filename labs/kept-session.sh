#!/usr/bin/env bash
# A subscription that survives: with a kept session the broker holds what arrives while the client is away; with a
# clean one it does not.
source "$(dirname "$0")/lab.sh"
start_broker
room=(--floor 1 --wing N --room 1 --sensor TEMP)

step "subscribe once with a kept session, and leave"
"${SIM[@]}" watch --url "$URL" --id lab-kept --disable-clean-session --qos 1 "${room[@]}" --duration 1s --quiet

step "publish at QoS 1 while nobody listens"
"${SIM[@]}" publish --url "$URL" --qos 1 "${room[@]}" --value 21 --quiet
"${SIM[@]}" publish --url "$URL" --qos 1 "${room[@]}" --value 22 --quiet

step "come back: both are there"
"${SIM[@]}" watch --url "$URL" --id lab-kept --disable-clean-session --qos 1 "${room[@]}" --count 2 --timeout 60s --quiet

step "a clean session finds nothing (exit code 27 is the time-out)"
"${SIM[@]}" watch --url "$URL" --id lab-clean --qos 1 "${room[@]}" --count 1 --timeout 1s --quiet || echo "exit code $?"

# expect: BUILDING/P_1/N/1/TEMP 21 Cel
# expect: BUILDING/P_1/N/1/TEMP 22 Cel
# expect: exit code 27
