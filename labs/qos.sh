#!/usr/bin/env bash
# QoS 0, 1 and 2 compared: the packets and bytes that one message costs each, and the protocol's share of them.
source "$(dirname "$0")/lab.sh"
start_broker

for qos in 0 1 2; do
  step "QoS $qos: ten readings"
  traced=$((PORT + 1 + qos))
  "${SIM[@]}" trace --listen "127.0.0.1:$traced" --url "$URL" --output jsonl --quiet >"$work/packets-$qos" &
  trace=$!
  "${SIM[@]}" publish --url "mqtt://127.0.0.1:$traced" --qos "$qos" --rate 50 --count 10 --quiet >/dev/null
  await '"packet":"disconnect"' "$work/packets-$qos"
  kill -INT "$trace"; wait "$trace" || true
  for packet in publish puback pubrec pubrel pubcomp; do
    echo "$packet $(grep -c '"type":"packet".*"packet":"'"$packet"'"' "$work/packets-$qos" || true)"
  done
done

# expect: QoS 0: ten readings\npublish 10\npuback 0\npubrec 0\npubrel 0\npubcomp 0
# expect: QoS 1: ten readings\npublish 10\npuback 10\npubrec 0\npubrel 0\npubcomp 0
# expect: QoS 2: ten readings\npublish 10\npuback 0\npubrec 10\npubrel 10\npubcomp 10
