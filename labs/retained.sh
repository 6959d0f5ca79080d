#!/usr/bin/env bash
# Retained messages: publish first, subscribe later.
source "$(dirname "$0")/lab.sh"
start_broker
room=(--floor 1 --wing N --room 1 --sensor TEMP)

step "publish, one message retained and one not; then subscribe"
"${SIM[@]}" publish --url "$URL" "${room[@]}" --value 21 --retain --quiet
"${SIM[@]}" publish --url "$URL" "${room[@]}" --value 22 --quiet
"${SIM[@]}" watch --url "$URL" "${room[@]}" --count 1 --timeout 60s --quiet

step "an empty retained message removes it (exit code 27: nothing came)"
"${SIM[@]}" publish --url "$URL" -t BUILDING/P_1/N/1/TEMP --null-message --retain --quiet
"${SIM[@]}" watch --url "$URL" "${room[@]}" --count 1 --timeout 1s --quiet || echo "exit code $?"

# expect: TEMP 21 Cel \[retained\]
# expect: exit code 27
