#!/usr/bin/env bash
# A local broker with a log of what happens, and its $SYS figures while traffic flows.
source "$(dirname "$0")/lab.sh"
start_broker -v --sys-interval 500ms

question "One client publishes 20 readings a second, another one listens. Which is larger: what the broker receives, or what it sends?"
listen sub building-sim watch
start pub building-sim publish --rate 20
await sub BUILDING 10
as you building-sim stats --once
answer "Each reading comes in once, and leaves once for each subscriber: one here. To that the broker sends these figures to whoever asks."

question 'The figures are messages, on topics below $SYS. Does a subscriber of # get them, too?'
as you building-sim watch -t '$SYS/broker/clients/#' --count 3
as you building-sim watch -t '#' --count 3
answer 'No. A wildcard at the start of a filter skips topics that begin with $, so the figures come only if $SYS stands in the filter.'

step "the broker's log, from its start"
stop broker
lines broker 6
