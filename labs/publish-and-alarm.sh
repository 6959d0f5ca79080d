#!/usr/bin/env bash
# A client publishes the value of a random sensor of a random room, in JSON or CBOR; an alarm program prints only the
# values above a threshold, with building, floor, wing, room, sensor and value.
source "$(dirname "$0")/lab.sh"
start_broker

step "a random sensor of a random room, at random moments"
as pub building-sim publish --interval 100ms-500ms --count 5

question "A reading has five fields: sensor, value, unit, time, seq. How many bytes is it in JSON? And in CBOR, the binary form of the same?"
as pub building-sim publish --seed 1 --count 1 -J '|' grep -o '"payload.*'
note pub '^published'
as pub building-sim publish --seed 1 --count 1 -J --format cbor '|' grep -o '"payload.*'
note pub '^published'
answer "CBOR spells the names of the fields, too: a5 is a map of 5 pairs, 66 a text of 6 bytes, and 73 65 6e 73 6f 72 is 'sensor'. But it needs no quotes, colons and commas, and the time takes 10 bytes instead of 26."

question "An alarm at temperatures above 20 degrees: what must a line say, so that somebody finds the room?"
listen alarm building-sim alarm --sensor TEMP --above TEMP=20 --count 3
start pub building-sim publish --rate 20 --seed 1 --start 2026-01-05T10:00:00Z
join alarm
stop pub
lines pub 3
answer "Building, floor, wing and room come from the topic, the value from the payload. Of all readings (pub) the alarm shows those above the limit."
