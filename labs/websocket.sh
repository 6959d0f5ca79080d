#!/usr/bin/env bash
# The same over WebSocket: one broker, one subscriber over TCP and one publisher over WebSocket, as a browser is one.
source "$(dirname "$0")/lab.sh"
start_broker --ws-port $((PORT + 3))
ws=${ports[1]}

question "A subscriber over TCP, a publisher over WebSocket: do they meet? What does WebSocket add to a packet?"
listen sub building-sim watch -t 'lab/#' --count 1
serve trace building-sim trace --listen $((PORT + 2)) --url "ws://localhost:$ws" --ladder
as pub building-sim publish --url "ws://localhost:${ports[0]}" -q 1 -t lab/message -m hello
join sub
await trace closed
stop trace
cat "$work/trace"
answer "They do: the broker passes on messages, however they came. WebSocket adds an HTTP request at the start, then 2 to 14 bytes a frame, and a client masks its frames."
