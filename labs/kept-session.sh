#!/usr/bin/env bash
# A subscription that survives: with a kept session the broker holds what arrives while the client is away; with a
# clean one it does not.
source "$(dirname "$0")/lab.sh"
start_broker

step "subscribe once, with a session that the broker keeps, and leave"
as sub building-sim watch --id jane --no-clean --qos 1 -t 'lab/#' --subscribe-only

step "publish at QoS 1 while nobody listens"
as pub building-sim publish --qos 1 -t lab/kitchen -m 21
as pub building-sim publish --qos 1 -t lab/kitchen -m 22

question "The same client comes back. What does it get: nothing, the last message, or both?"
as sub building-sim watch --id jane --no-clean --qos 1 -t 'lab/#' --count 2
answer "Both, in order. For the client id jane the broker kept the subscription and the messages of QoS 1."

question "And a client with a clean session, which subscribes now, before 23 is published?"
listen sub building-sim watch --id joe --qos 1 -t 'lab/#' --count 1
as pub building-sim publish --qos 1 -t lab/kitchen -m 23
join sub
answer "Only 23: its subscription begins with SUBSCRIBE and ends with the connection."
