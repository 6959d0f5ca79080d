#!/usr/bin/env bash
# A local broker with a port of its own and a log of what happens, and its $SYS figures while traffic flows.
source "$(dirname "$0")/lab.sh"
start_broker -v --sys-interval 1s >"$work/log"

"${SIM[@]}" publish --url "$URL" --rate 20 --duration 5m --quiet >"$work/readings" &
"${SIM[@]}" watch --url "$URL" --duration 5m --quiet >"$work/seen" &
await BUILDING "$work/seen"
# The broker publishes its figures each second.
"${SIM[@]}" watch --url "$URL" -t '$SYS/broker/messages/received' --count 2 --timeout 60s --quiet >"$work/figures"

step "bytes, connections and messages, as the broker counts them"
"${SIM[@]}" stats --url "$URL" --once

step "the same figures, raw"
"${SIM[@]}" watch --url "$URL" -t '$SYS/broker/clients/#' --retained-only --count 3 --timeout 60s --quiet

step "the first lines of the broker's log"
head -n 6 "$work/log"

# expect: messages
# expect: \$SYS/broker/clients/
# expect: subscribed|connected
