#!/usr/bin/env bash
# A notebook that speaks MQTT-SN by hand, with Scapy, meets the gateway of building-sim. Without more words this is
# labs/notebook.py; yours: NOTEBOOK=mine.py bash labs/notebook.sh. It is called with host and port of the gateway.
source "$(dirname "$0")/lab.sh"
need_python scapy.contrib.mqttsn "Python's scapy (Debian: apt install python3-scapy; elsewhere: pip install scapy)"
start_broker
serve gateway building-sim gateway --listen $((PORT + 1)) -v

question "The notebook connects, registers a topic, publishes at QoS 0 and 1, subscribes and receives its own message. Which of its messages are answered, and by what?"
listen sub building-sim watch -t 'iot/#' --count 3
as you "$PYTHON" "${NOTEBOOK:-$labs/notebook.py}" 127.0.0.1 "${ports[0]}"
join sub
answer "All but PUBLISH at QoS 0. Over MQTT (sub) the topics have their names again: the gateway translates the numbers."

step "what the gateway saw of it"
stop gateway
lines gateway 20
