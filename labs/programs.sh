#!/usr/bin/env bash
# Small programs of the labs: subscribe for a time and disconnect properly; a temperature between 10 and 30 every so
# often; a kitchen and a living room, and one subscription for both. SECONDS_TO_RUN=300 makes it the five minutes of the text.
source "$(dirname "$0")/lab.sh"
start_broker
seconds=${SECONDS_TO_RUN:-3}

step "a temperature between 10 and 30 (every 20 s: --interval 20s), in the kitchen and in the living room"
start pub1 building-sim publish --floor 1 --wing N --room 1 --sensor TEMP --range TEMP=10..30 --interval 500ms --retain
start pub2 building-sim publish --floor 1 --wing N --room 2 --sensor TEMP --range TEMP=10..30 --interval 500ms --retain
await pub1 TEMP
await pub2 TEMP

question "One subscription shall show both rooms, for $seconds s. Which filter?"
as sub building-sim watch -t 'BUILDING/P_1/N/+/TEMP' --duration "${seconds}s"
answer "+ in the place of the room. At the end the program sends DISCONNECT, so no will is published and no error logged."

step "one message and out, as mosquitto_pub does"
as pub building-sim publish -t lab/hello -m hello -q 1
