#!/usr/bin/env bash
# A program of yours meets building-sim, both ways. Without more words these are labs/publisher.py and labs/alarm.py, written
# with Paho; yours: PUBLISHER=mine.py ALARM=my_alarm.py bash labs/paho.sh. Both are called with host and port.
source "$(dirname "$0")/lab.sh"
need_python paho.mqtt.client "Python's paho-mqtt (Debian: apt install python3-paho-mqtt; elsewhere: pip install paho-mqtt)"
start_broker
at=(127.0.0.1 "${ports[0]}")

question 'Your program publishes {"temperature": 22.5} on BUILDING/P_2/O/4/TEMP. What must the alarm of building-sim understand, and where does it find the room?'
listen alarm building-sim alarm --above TEMP=20 --count 3
as you "$PYTHON" "${PUBLISHER:-$labs/publisher.py}" "${at[@]}"
join alarm
answer "JSON with the name of the quantity (value, temperature, temp …) is enough. The room is in the topic, and the unit is taken from the kind of sensor."

question "The other way round: building-sim publishes, and your program is the alarm. Which filter does it need, and what must it decode?"
start you "$PYTHON" "${ALARM:-$labs/alarm.py}" "${at[@]}"
start pub building-sim publish --rate 20 --seed 1 --start 2026-01-05T10:00:00Z
join you
stop pub
lines pub 3
answer "BUILDING/+/+/+/TEMP, and JSON with the field value. publish --format cbor is the next exercise: pip install cbor2."
