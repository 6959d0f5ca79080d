#!/usr/bin/env bash
# QoS 0, 1 and 2 compared: the packets and bytes of one reading, and the protocol's share of them.
source "$(dirname "$0")/lab.sh"
start_broker
serve trace building-sim trace --listen $((PORT + 2)) --ladder
through=${ports[0]}

question "The same reading at QoS 0, 1 and 2: how many packets does each take, and how many bytes besides the payload?"
for qos in 0 1 2; do
  as pub building-sim publish --port "$through" -q "$qos" --floor 1 --wing N --room 1 --sensor TEMP --value 21
done

step "what passed: #1 is QoS 0, #2 is QoS 1, #3 is QoS 2"
await trace 'closed' 3
stop trace
cat "$work/trace"

step "a message"
awk '/^messages/ { printf "        packets  bytes  payload  protocol  share of the protocol\n" }
  /^QoS [0-2] +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+/ {
    printf "QoS %d %9d %6d %8d %9d %6.0f %%\n", $2, $4, $5, $6, $5 - $6, 100 * ($5 - $6) / $5
  }' "$work/trace"
answer "QoS 0: PUBLISH alone, with a header of 2 bytes, and the topic (21) with its length (2). QoS 1: a packet id in PUBLISH (2 bytes), and PUBACK (4). QoS 2: PUBREC, PUBREL and PUBCOMP (4 each). CONNECT, CONNACK and DISCONNECT are paid once a connection."
