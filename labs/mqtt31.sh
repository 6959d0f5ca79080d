#!/usr/bin/env bash
# An MQTT 3.1 client says MQIsdp where a 3.1.1 client says MQTT; see it in CONNECT, byte by byte.
source "$(dirname "$0")/lab.sh"
start_broker
serve trace building-sim trace --listen $((PORT + 2)) --hex
through=${ports[0]}

question "How does a broker know which version of MQTT a client speaks?"
for version in 3.1 3.1.1 5; do
  as pub building-sim publish --port "$through" --mqtt-version "$version" -t lab/version -m "$version"
done
await trace 'DISCONNECT' 3
stop trace
grep -E ' CONNECT .*MQTT|protocol (name|level)' "$work/trace" | lines_of trace
answer "CONNECT begins with the name of the protocol and its level: MQIsdp and 3, MQTT and 4, MQTT and 5."
