#!/usr/bin/env bash
# An MQTT 3.1 client says MQIsdp where a 3.1.1 client says MQTT; see it in CONNECT, byte by byte.
source "$(dirname "$0")/lab.sh"
start_broker
traced=$((PORT + 1))

"${SIM[@]}" trace --listen "127.0.0.1:$traced" --url "$URL" --hex --quiet >"$work/trace" &
for version in 3.1 3.1.1; do
  "${SIM[@]}" publish --url "mqtt://127.0.0.1:$traced" --mqtt-version "$version" -t lab/version -m "$version" --quiet
done
await 'lab/version' "$work/trace"
grep -iE 'connect|MQIsdp|protocol' "$work/trace" | head -n 12

# expect: MQIsdp
