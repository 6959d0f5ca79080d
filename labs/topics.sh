#!/usr/bin/env bash
# Design the topic hierarchy of a building, and the filters for what one may want to know.
source "$(dirname "$0")/lab.sh"

step "every sensor of a small building has a topic"
as you building-sim topics list --building EPS --floors 1 --rooms 1

question "What does each level of EPS/P_2/O/4/VIBR say? Why does the building come first, and the sensor last?"
as you building-sim topics explain EPS/P_2/O/4/VIBR
answer "From the large to the small: then each part of the building is the beginning of a topic, and each kind of sensor its end."

question "A filter replaces one level by +, or all that follow by #. Write the filter for all temperatures of the building."
as you building-sim topics filter --building EPS --sensor TEMP
answer "Three levels are open: floor, wing and room. # can't stand there, because the sensor follows."

question "All vibration of the west wing of floor 2? (West is O, oeste.)"
as you building-sim topics filter --building EPS --floor 2 --wing O --sensor VIBR

question "Everything of room 4 of the south wing of floor 7?"
as you building-sim topics filter --building EPS --floor 7 --wing S --room 4
answer "EPS/P_7/S/4/# would do as well, and also match deeper topics such as EPS/P_7/S/4/TEMP/raw."

question "Which of the topics of a building with two floors does EPS/P_2/+/+/HUM match?"
as you building-sim topics list --building EPS --floors 2 --rooms 1 '|' building-sim topics match 'EPS/P_2/+/+/HUM'
answer "The humidity of floor 2, one for each of the four wings."
