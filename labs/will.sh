#!/usr/bin/env bash
# The last will: a client that dies without DISCONNECT is announced by the broker; one that leaves properly is not.
source "$(dirname "$0")/lab.sh"
start_broker
will=(--will-topic lab/will --will-payload Disconnected --will-qos 1)

"${SIM[@]}" watch --url "$URL" -t lab/will --count 1 --timeout 60s >"$work/will" 2>"$work/notes" &
watch=$!
await 'listening' "$work/notes" # a will is not kept for those who come later

step "a client with a will leaves properly: nothing is said"
"${SIM[@]}" publish --url "$URL" "${will[@]}" --count 1 --interval 100ms --quiet

step "another one is killed: its will is published"
"${SIM[@]}" publish --url "$URL" "${will[@]}" --interval 100ms --quiet >"$work/readings" &
publisher=$!
await BUILDING "$work/readings"
kill -KILL "$publisher"
wait "$watch"
cat "$work/will"

# expect: lab/will Disconnected
