#!/usr/bin/env bash
# The same over WebSocket: one broker, one subscriber over TCP and one publisher over WebSocket.
source "$(dirname "$0")/lab.sh"
ws=$((PORT + 1))
start_broker --ws-port "$ws"

"${SIM[@]}" watch --url "$URL" --sensor TEMP --count 1 --timeout 60s --quiet >"$work/seen" &
watch=$!
"${SIM[@]}" publish --url "ws://127.0.0.1:$ws" --floor 1 --wing N --room 1 --sensor TEMP --value 21 --retain --quiet
wait "$watch"
cat "$work/seen"

# expect: BUILDING/P_1/N/1/TEMP 21 Cel
