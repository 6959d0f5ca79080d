#!/usr/bin/env bash
# Wildcards: one subscriber for each question, and a publisher that speaks of the whole building.
source "$(dirname "$0")/lab.sh"
start_broker

question "Three subscribers: + stands for one level, # for all that follow. Which readings does each get?"
listen sub1 building-sim watch -t 'BUILDING/+/+/+/TEMP' --count 3
listen sub2 building-sim watch -t 'BUILDING/P_2/O/+/+' --count 3
listen sub3 building-sim watch -t 'BUILDING/P_1/#' --count 3
start pub building-sim publish --rate 50
join sub1
join sub2
join sub3
stop pub
lines pub 3
answer "sub1: all temperatures. sub2: the west wing of floor 2. sub3: everything of floor 1. The publisher knows of none of them: the broker decides who gets what."
