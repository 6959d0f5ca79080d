#!/usr/bin/env bash
# A control loop: an alarm about a cold room switches its heating on, and off again when the room is warm.
source "$(dirname "$0")/lab.sh"
start_broker
export BUILDING_SIM="${SIM[*]}" # for the thermostat

step "a room that takes orders; ten minutes of the building pass in a second"
room=(--floor 1 --wing N --room 1 --sensor TEMP)
start pub building-sim publish "${room[@]}" --orders --every 2m --speed 600 --start 2026-01-14T08:00Z --seed 1 --faults 0
await pub TEMP 5
lines pub 3

step "the thermostat: alarm runs it for each alarm"
as alarm cat "$labs/thermostat"

question "Somebody opens the window. How does the temperature fall: in a straight line, or fast at first and then slower? Who notices?"
listen alarm building-sim alarm "${room[@]}" --below TEMP=19 --report events --exec "bash $labs/thermostat"
as ann building-sim publish --qos 1 --topic BUILDING/P_1/N/1/set --message '{"window":"open"}'
await alarm raised
await alarm cleared
stop alarm
lines alarm
note pub '^order'

step "the temperature every four minutes"
stop pub
tail -n +5 "$work/pub" | awk 'NR % 2 == 1' | tail -n 20 | lines_of pub
answer "Air that mixes with the cold falls fast at first: each minute takes the same share of the difference. The alarm program is the sensor's end of a loop, the thermostat its controller, and the order to BUILDING/P_1/N/1/set reaches the actuator. The alarm is cleared later than the limit is crossed: the deadband keeps the heating from switching with every tenth of a degree."
