#!/usr/bin/env bash
# MQTT-SN over UDP, as the notebook does it by hand: topics become numbers, one datagram is one message, and a gateway
# stands between. `building-sim gateway` alone would run a broker by itself; here the lab's broker is behind it.
source "$(dirname "$0")/lab.sh"
start_broker

question "MQTT-SN is UDP. What does a client notice if there is no gateway?"
fails 1 pub building-sim publish --url "mqtt-sn://localhost:$((PORT + 4))" -t lab/none -m lost
answer "No connection is refused, because there is none: no answer comes, or this computer says that nobody has the port."

step "a gateway that shows every message in words"
serve gateway building-sim gateway --listen $((PORT + 1)) --predefined 1=lab/predefined -v
sn=mqtt-sn://localhost:${ports[0]}

question "A publisher sends a message at QoS 0, 1 and 2. Which messages pass before the first PUBLISH, and why?"
listen sub building-sim watch --url "$sn" --id sub -q 2 -t 'lab/+' --count 4
for qos in 0 1 2; do
  as pub building-sim publish --url "$sn" --id "pub$qos" -q "$qos" -t lab/message -m "QoS $qos"
done

question "And one at QoS -1, without any connection: how does the gateway know the topic?"
as pub building-sim publish --url "$sn" -q -1 --predefined 1=lab/predefined -t lab/predefined -m "no connection"
join sub

step "what the gateway saw"
stop gateway
lines gateway
answer "After CONNECT, REGISTER turns the topic into a number: PUBLISH carries two bytes instead of a name. At QoS -1 both sides know the number beforehand (--predefined)."
