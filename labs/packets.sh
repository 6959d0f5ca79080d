#!/usr/bin/env bash
# Every packet of an exchange: CONNECT to DISCONNECT, with lengths, flags, QoS, ids and what each is for; and a capture
# for Wireshark. No root, no network card.
source "$(dirname "$0")/lab.sh"
start_broker
traced=$((PORT + 1))

"${SIM[@]}" trace --listen "127.0.0.1:$traced" --url "$URL" --explain --ladder --pcapng "$work/lab.pcapng" --quiet >"$work/trace" &
trace=$!

step "a subscriber and a publisher, both through the trace"
"${SIM[@]}" watch --url "mqtt://127.0.0.1:$traced" --id lab-sub --qos 2 -t 'lab/#' --count 3 --keepalive 5 --timeout 60s --quiet &
watch=$!
await 'suback|SUBACK' "$work/trace"
await 'pingresp|PINGRESP' "$work/trace"
for qos in 0 1 2; do
  "${SIM[@]}" publish --url "mqtt://127.0.0.1:$traced" --id "lab-pub-$qos" --qos "$qos" -t "lab/qos$qos" -m "QoS $qos" --quiet
done
wait "$watch"
kill -INT "$trace"; wait "$trace" || true

step "what passed"
cat "$work/trace"
step "the capture: $(wc -c <"$work/lab.pcapng") bytes that Wireshark opens"

# expect: (?i)connect\b
# expect: (?i)connack
# expect: (?i)suback
# expect: (?i)puback
# expect: (?i)pubcomp
# expect: (?i)pingresp
# expect: (?i)disconnect
