#!/usr/bin/env bash
# Every packet of an exchange, from CONNECT to DISCONNECT, drawn and explained; and a capture for Wireshark. No root, no
# network card: the trace stands between the clients and the broker.
source "$(dirname "$0")/lab.sh"
start_broker
serve trace building-sim trace --listen $((PORT + 2)) --ladder --explain --pcapng "$work/lab.pcapng"
through=${ports[0]}

question "A subscriber comes (keep-alive: 3 s), then a publisher with a will, which sends one message at QoS 1. Draw all packets on paper: who sends what to whom? Which one carries the will, and when do PINGREQ and PINGRESP pass?"
listen sub building-sim watch --port "$through" --id sub --keepalive 3 -q 1 -t 'lab/#' --count 1
await trace PINGRESP
as pub building-sim publish --port "$through" --id pub -q 1 -t lab/message -m hello --will-topic lab/will --will-payload bye
join sub

step "what passed: #1 is the subscriber, #2 the publisher"
await trace 'DISCONNECT' 2
stop trace
cat "$work/trace"
answer "CONNECT carries the will. PINGREQ comes when the client was silent for the keep-alive. QoS 1 is acknowledged twice: by the broker to the publisher, by the subscriber to the broker."

step "the same bytes as a capture, for Wireshark"
echo "lab.pcapng: $(wc -c <"$work/lab.pcapng") bytes"
