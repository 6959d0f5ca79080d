#!/usr/bin/env bash
# Design the topic hierarchy of a building, and the filters for what one may want to know.
source "$(dirname "$0")/lab.sh"

step "every sensor of a small building has a topic"
"${SIM[@]}" topics list --building EPS --floors 1 --rooms 1

step "what the levels mean"
"${SIM[@]}" topics explain EPS/P_2/O/4/VIBR

step "all temperatures of the building"
"${SIM[@]}" topics filter --building EPS --sensor TEMP

step "all vibration of the west wing of floor 2"
"${SIM[@]}" topics filter --building EPS --floor 2 --wing O --sensor VIBR

step "everything of room 4 of the south wing of floor 7"
"${SIM[@]}" topics filter --building EPS --floor 7 --wing S --room 4

step "which of the building's topics does a filter match?"
"${SIM[@]}" topics list --building EPS --floors 2 --rooms 1 | "${SIM[@]}" topics match 'EPS/P_2/+/+/HUM'

# expect: EPS/P_1/N/1/TEMP
# expect: the west \(oeste\) wing
# expect: EPS/\+/\+/\+/TEMP
# expect: EPS/P_2/O/\+/VIBR
# expect: EPS/P_7/S/4/\+
# expect: EPS/P_2/E/1/HUM
