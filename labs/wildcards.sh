#!/usr/bin/env bash
# Wildcards: one subscriber for each question, and a publisher that speaks of the whole building.
source "$(dirname "$0")/lab.sh"
start_broker

step "three subscribers, each with another filter"
"${SIM[@]}" watch --url "$URL" -t 'BUILDING/+/+/+/TEMP' --count 3 --timeout 60s >"$work/temperatures" &
temperatures=$!
"${SIM[@]}" watch --url "$URL" --building BUILDING --floor 2 --wing O --count 3 --timeout 60s >"$work/west" &
west=$!
"${SIM[@]}" watch --url "$URL" -t 'BUILDING/P_1/#' --count 3 --timeout 60s >"$work/floor" &
floor=$!
"${SIM[@]}" publish --url "$URL" --rate 50 --duration 5m --quiet >"$work/readings" &
wait "$temperatures" "$west" "$floor"

step "all temperatures of the building";  cat "$work/temperatures"
step "the west wing of floor 2";          cat "$work/west"
step "everything of floor 1";             cat "$work/floor"

# expect: BUILDING/P_\d/[NSEO]/\d/TEMP
# expect: BUILDING/P_2/O/\d/
# expect: BUILDING/P_1/[NSEO]/\d/
