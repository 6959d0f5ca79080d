#!/usr/bin/env bash
# Retained messages: publish first, subscribe later.
source "$(dirname "$0")/lab.sh"
start_broker

step "two messages on one topic, the first of them retained"
as pub building-sim publish -t BUILDING/P_1/N/1/TEMP -m 21 --retain
as pub building-sim publish -t BUILDING/P_1/N/1/TEMP -m 22

question "Somebody subscribes only now, and then 23 is published. Which of 21, 22 and 23 does the subscriber get?"
listen sub building-sim watch -t 'BUILDING/#' --count 2
as pub building-sim publish -t BUILDING/P_1/N/1/TEMP -m 23
join sub
answer "21 and 23. The broker keeps one message for each topic, the last one with the retain flag. 22 went to those who were there."

question "How does one remove a retained message?"
as pub building-sim publish -t BUILDING/P_1/N/1/TEMP --null-message --retain
listen sub building-sim watch -t 'BUILDING/#' --count 1
as pub building-sim publish -t BUILDING/P_1/N/1/TEMP -m 24
join sub
answer "With an empty one, retained as well. A new subscriber gets no old message any more."
