#!/usr/bin/env bash
# MQTT-SN over UDP, as the notebook does it by hand: topics become numbers, one datagram is one message, and a gateway
# stands between. `gateway` alone would run a broker by itself; here the lab's broker is behind it.
source "$(dirname "$0")/lab.sh"
sn=$((PORT + 1))

step "no gateway there: an MQTT broker does not answer MQTT-SN"
"${SIM[@]}" publish --url "mqtt-sn://127.0.0.1:$sn" --wait 0 -t lab/none -m lost 2>&1 || echo "exit code $?"

step "a gateway that shows every message in words"
start_broker
"${SIM[@]}" gateway --listen "127.0.0.1:$sn" --url "$URL" --predefined 1=lab/predefined --verbose \
  >"$work/messages" 2>"$work/gateway" &
await 'listens on udp' "$work/gateway"
snurl=mqtt-sn://127.0.0.1:$sn

step "CONNECT, SUBSCRIBE; then PUBLISH at QoS 0, 1 and 2: REGISTER turns the topic into a number first"
"${SIM[@]}" watch --url "$snurl" --id reader --qos 2 -t 'lab/+' --count 4 --timeout 60s --quiet >"$work/received" &
reader=$!
await '← SUBACK' "$work/messages"
for qos in 0 1 2; do
  "${SIM[@]}" publish --url "$snurl" --id "writer$qos" --qos "$qos" -t lab/message -m "at QoS $qos" --quiet
done

step "QoS -1: a predefined topic, no CONNECT, no answer"
"${SIM[@]}" publish --url "$snurl" --qos -1 --predefined 1=lab/predefined -t lab/predefined -m "no connection" --quiet
wait "$reader"
cat "$work/received"

step "a board's temperature, ten times at QoS 1"
"${SIM[@]}" publish --url "$snurl" --qos 1 --floor 1 --wing N --room 1 --sensor TEMP --faults 0 --interval 100ms --count 10 --quiet

step "how many messages a second? (one after the other, each waits for its PUBACK)"
"${SIM[@]}" publish --url "$snurl" --qos 1 --sensor TEMP --rate max --count "${COUNT:-2000}" 2>&1 >/dev/null | grep published

step "what the gateway saw of the first messages"
awk "NR <= 40" "$work/messages"

# expect: does not speak MQTT-SN
# expect: exit code 1
# expect: lab/message at QoS 0\n.*lab/message at QoS 1\n.*lab/message at QoS 2\n.*lab/predefined no connection
# expect: (?:.*BUILDING/P_1/N/1/TEMP .* Cel\n){10}
# expect: published \d+ messages .* no errors
# expect: → CONNECT clean session
# expect: → SUBSCRIBE QoS 2, message id 1, 'lab/\+'
# expect: ← SUBACK QoS 2, topic id 0, message id 1, accepted
# expect: → REGISTER topic id 0, message id 1, 'lab/message'
# expect: ← REGACK topic id 1, message id 1, accepted
# expect: → PUBLISH QoS 0, topic id 1, message id 0, 8 octets
# expect: ← PUBACK topic id 1, message id 2, accepted
